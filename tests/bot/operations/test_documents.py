import re

import pytest

from adapters.web.metrics import PrometheusMeter
from bot.__main__ import app
from bot.documents import ROOT
from bot.metrics.meter import Tally, Timing
from bot.settings import Settings

MANUAL = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        *(f"flipbook_{tally}_total" for tally in Tally),
        *(f"flipbook_{timing}_seconds" for timing in Timing),
        "flipbook_jobs",
        "flipbook_oldest_job_age_seconds",
        "flipbook_ledger_credits",
    ],
)
def test_every_metric_is_in_the_manual(name: str) -> None:
    assert re.search(rf"`{name}[`{{]", MANUAL)


def test_the_manual_names_no_metric_that_is_not_there() -> None:
    described = {metric.name for metric in PrometheusMeter().registry.collect()}

    named = {name.removesuffix("_total") for name in re.findall(r"`(flipbook_[a-z_]+)", MANUAL)}

    assert named <= described


def test_every_command_for_operators_is_in_the_manual() -> None:
    jobs = next(group.typer_instance for group in app.registered_groups if group.name == "jobs")
    assert jobs is not None
    names = [
        f"jobs {command.name or getattr(command.callback, '__name__', '')}" for command in jobs.registered_commands
    ]

    assert [name for name in (*names, "forget", "backup", "restore") if f"flipbook {name}" not in MANUAL] == []


def test_the_manual_names_only_settings_that_there_are() -> None:
    named = set(re.findall(r"FLIPBOOK_([A-Z_]+)", MANUAL))

    assert named <= {name.upper() for name in Settings.model_fields}
