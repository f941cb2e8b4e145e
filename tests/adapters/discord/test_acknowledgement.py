import pytest

from adapters.discord.acknowledgement import (
    Acknowledgement,
    choose_acknowledgement,
    mark_acknowledged,
    read_acknowledgement,
)
from bot.job.card import Action

JOB_ID = "a" * 24
FORMS = {Action.EDIT, Action.CONTINUE}


def click(custom_id: str) -> dict[str, object]:
    """Build what Discord sends when a button is pressed."""
    return {"type": 3, "data": {"component_type": 2, "custom_id": custom_id}}


@pytest.mark.parametrize("name", ["animate", "jobs", "help", "notify"])
def test_a_command_is_thought_about_privately(name: str) -> None:
    assert choose_acknowledgement({"type": 2, "data": {"name": name, "type": 1}}) is Acknowledgement.THINKING


@pytest.mark.parametrize("action", sorted(set(Action) - FORMS))
def test_a_button_that_does_something_is_taken_quietly(action: Action) -> None:
    assert choose_acknowledgement(click(f"job:{JOB_ID}:{action.value}")) is Acknowledgement.QUIET


def test_a_video_is_handed_out_after_thinking_about_it() -> None:
    assert choose_acknowledgement(click(f"job:{JOB_ID}:fetch")) is Acknowledgement.THINKING


@pytest.mark.parametrize("kind", ["edit", "continue", "draft"])
def test_a_form_that_was_filled_in_is_thought_about(kind: str) -> None:
    filled = {"type": 5, "data": {"custom_id": f"form:{kind}:{JOB_ID}"}}

    assert choose_acknowledgement(filled) is Acknowledgement.THINKING


@pytest.mark.parametrize(
    "interaction",
    [
        {"type": 1},
        {"type": 2, "data": {"name": "Animate this image", "type": 3}},
        {"type": 4, "data": {"name": "jobs", "type": 1}},
        *[click(f"job:{JOB_ID}:{action.value}") for action in sorted(FORMS)],
        click("somebody else's"),
        click(f"job:{JOB_ID}:unheard_of"),
        {"type": 5, "data": {"custom_id": "somebody else's"}},
        {"type": 3},
    ],
)
def test_what_is_answered_otherwise_is_left_alone(interaction: dict[str, object]) -> None:
    assert choose_acknowledgement(interaction) is None


@pytest.mark.parametrize("told", list(Acknowledgement))
def test_what_discord_was_told_is_written_into_the_interaction(told: Acknowledgement) -> None:
    interaction: dict[str, dict[str, object]] = {"data": {"name": "animate"}}
    mark_acknowledged(interaction, told)

    assert read_acknowledgement(interaction["data"]) is told


@pytest.mark.parametrize("data", [None, {}, {"name": "animate"}])
def test_nothing_was_told_where_nothing_is_written(data: dict[str, object] | None) -> None:
    assert read_acknowledgement(data) is None
