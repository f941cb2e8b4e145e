"""Ids on buttons and fields."""

import pytest

from adapters.slack.custom_ids import (
    OPEN_AGAIN,
    JobButtonId,
    OwnVerb,
    parse_job_button,
    spell_field,
)
from bot.job.card import Action

JOB_ID = "a1" * 12


@pytest.mark.parametrize("verb", [*Action, *OwnVerb])
def test_a_buttons_id_comes_back_as_it_was(verb: Action | OwnVerb) -> None:
    button = JobButtonId(job_id=JOB_ID, verb=verb)

    assert parse_job_button(button.spell()) == button


def test_ids_never_change() -> None:
    assert JobButtonId(job_id=JOB_ID, verb=Action.CHECK_AGAIN).spell() == f"job:{JOB_ID}:check_again"
    assert (spell_field("prompt"), OPEN_AGAIN) == ("field:prompt", "again:form")


@pytest.mark.parametrize("text", ["", "job", f"job:{JOB_ID}", f"job:{JOB_ID}:explode", "job:short:cancel", "x:y:z"])
def test_other_ids_are_none_of_ours(text: str) -> None:
    assert parse_job_button(text) is None
