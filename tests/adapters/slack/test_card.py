from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk.models.blocks import Block

from adapters.slack.card import CardStyle, DrawnMessage, draw_card
from bot.job.card import Card
from bot.job.drawing import Surroundings
from bot.job.drawing import draw_card as draw_job
from bot.job.job import Charge, Failure, JobState, Requester
from tests.contracts.samples import NOON, build_job
from tests.fakes.video_service import PAID

ADA = Requester(platform="slack", id="U1", name="Ada")
FAILURE = Failure(sentence="It failed.", code="failed", charge=Charge.NOT_CHARGED)


def build_card(state: JobState = JobState.RENDERING, **changes: object) -> Card:
    """Draw the card of a job of Ada's."""
    failure = FAILURE if state in {JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED} else None
    finished_at = NOON + timedelta(seconds=192) if state.is_final else None
    job = build_job("a" * 24, state=state, requester=ADA, failure=failure, finished_at=finished_at, progress_percent=43)
    return replace(draw_job(job, Surroundings(profile=PAID, now=NOON)), **changes)  # type: ignore[arg-type] # real fields


def draw(card: Card, *, style: CardStyle = CardStyle.PLAN, is_new: bool = False) -> DrawnMessage:
    """Draw a card as a plan."""
    return draw_card(card, style=style, is_new=is_new)


def read_buttons(message: DrawnMessage) -> list[str]:
    """Return the labels of a card's buttons."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


@pytest.mark.parametrize("style", list(CardStyle))
@pytest.mark.parametrize("state", list(JobState))
def test_every_state_is_drawn_with_blocks_that_the_library_knows(state: JobState, style: CardStyle) -> None:
    message = draw(build_card(state), style=style)

    assert [Block.parse(block).to_dict() for block in message.blocks]  # type: ignore[union-attr] # none is unknown
    assert message.text.startswith(build_card(state).headline)


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        (JobState.QUEUED, ["in_progress", "pending", "pending"]),
        (JobState.UNCLEAR, ["error", "pending", "pending"]),
        (JobState.RENDERING, ["complete", "in_progress", "pending"]),
        (JobState.DELIVERING, ["complete", "complete", "in_progress"]),
        (JobState.DONE, ["complete", "complete", "complete"]),
    ],
)
def test_steps_say_how_far_it_is(state: JobState, steps: list[str]) -> None:
    plan = draw(build_card(state)).blocks[0]

    assert [task["status"] for task in plan["tasks"]] == steps


def test_the_step_in_progress_tells_the_real_percentage() -> None:
    plan = draw(build_card()).blocks[0]

    assert plan["tasks"][1]["title"] == "Rendering, 43 %"


def test_a_finished_plan_tells_how_long_it_took() -> None:
    assert draw(build_card(JobState.DONE)).blocks[0]["title"] == "Done in 3 min 12 s"


def test_sections_show_a_bar_behind_the_number() -> None:
    section = draw(build_card(), style=CardStyle.SECTIONS).blocks[0]

    assert section["text"]["text"] == "*Rendering, 43 %*  ▰▰▰▰▱▱▱▱▱▱"


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED])
def test_an_end_without_a_video_is_told_in_words(state: JobState) -> None:
    message = draw(build_card(state))

    assert message.blocks[0]["type"] == "section"
    assert "You weren't charged." in message.blocks[1]["text"]["text"]


def test_the_card_of_a_finished_job_has_the_buttons_of_its_result() -> None:
    labels = read_buttons(draw(build_card(JobState.DONE)))

    assert labels == ["Re-roll", "Edit prompt", "Continue", "Post to channel", "Delete"]


@pytest.mark.parametrize(
    ("state", "label"),
    [(JobState.RENDERING, "Cancel"), (JobState.DONE, "Delete"), (JobState.UNCLEAR, "Try again")],
)
def test_what_cannot_be_taken_back_asks_first(state: JobState, label: str) -> None:
    rows = [block["elements"] for block in draw(build_card(state)).blocks if block["type"] == "actions"]
    button = next(element for element in rows[0] if element["text"]["text"] == label)

    assert button["confirm"]["confirm"]["text"] == label
    assert button["value"] == "a" * 24


def test_the_estimate_is_shown_in_the_readers_time() -> None:
    facts = draw(build_card(ready_at=NOON)).blocks[-2]["elements"][0]["text"]

    assert f"ready about <!date^{int(NOON.timestamp())}^{{time}}|" in facts
    assert "for <@U1>" in facts


def test_a_long_card_stays_within_the_limits() -> None:
    card = build_card(JobState.UNCLEAR, notes=("&" * 4000,), prompt="<" * 4000, headline="h" * 400)
    message = draw(card)
    sections = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]

    assert all(len(words) <= 3000 for words in sections)
    assert len(message.text) <= 4000
    assert all(len(task["title"]) <= 150 for task in message.blocks[0]["tasks"])
