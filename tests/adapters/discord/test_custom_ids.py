import pytest

from adapters.discord.custom_ids import FormId, FormKind, JobButtonId, OwnVerb, parse_custom_id
from bot.job.card import Action

JOB_ID = "a" * 24


@pytest.mark.parametrize("verb", [*Action, *OwnVerb])
def test_reads_back_every_button(verb: Action | OwnVerb) -> None:
    button = JobButtonId(job_id=JOB_ID, verb=verb)

    assert parse_custom_id(button.spell()) == button


@pytest.mark.parametrize("kind", list(FormKind))
def test_reads_back_every_form(kind: FormKind) -> None:
    form = FormId(kind=kind, subject=JOB_ID)

    assert parse_custom_id(form.spell()) == form


@pytest.mark.parametrize(
    "text", ["", "job:short:cancel", f"job:{JOB_ID}:explode", f"form:other:{JOB_ID}", f" job:{JOB_ID}:cancel"]
)
def test_knows_nothing_of_other_ids(text: str) -> None:
    assert parse_custom_id(text) is None


def test_stays_within_discords_limit() -> None:
    longest = max(len(JobButtonId(job_id=JOB_ID, verb=verb).spell()) for verb in Action)

    assert longest <= 100
