"""The drawing of cards."""

from dataclasses import replace

import discord
import pytest

from adapters.discord.card import draw_card, name_picture, read_texts
from bot.job.card import Action, Button, Card
from bot.job.drawing import Surroundings
from bot.job.drawing import draw_card as draw
from bot.job.job import JobState, Requester
from tests.contracts.samples import NOON, after_noon, build_job
from tests.fakes.video_service import PAID

ANNA = Requester(platform="discord", id="17", name="Anna")


def build_card(state: JobState = JobState.RENDERING, **changes: object) -> Card:
    """Draw the card of a job of Anna's."""
    job = build_job("a", state=state, requester=ANNA, finished_at=after_noon(9) if state.is_final else None)
    return replace(draw(job, Surroundings(profile=PAID, now=NOON)), **changes)  # type: ignore[arg-type] # real fields


def show(card: Card) -> str:
    """Return the words of a card."""
    return "\n".join(read_texts(draw_card(card, has_picture=False)))


@pytest.mark.parametrize(("percent", "bar"), [(0, "▱" * 10), (47, "▰" * 5 + "▱" * 5), (100, "▰" * 10)])
def test_the_bar_follows_the_number(percent: int, bar: str) -> None:
    words = show(build_card(headline=f"Rendering, {percent} %", percent=percent))

    assert words.index(f"{percent} %") < words.index(bar)


def test_there_is_no_bar_without_real_progress() -> None:
    assert "▱" not in show(build_card(percent=None))


def test_the_clients_own_clock_counts_down() -> None:
    assert f"<t:{int(after_noon(60).timestamp())}:R>" in show(build_card(ready_at=after_noon(60)))


def test_says_for_whom_it_is_without_notifying() -> None:
    assert "for <@17>" in show(build_card())


def test_notes_are_shown_in_full_up_to_discords_limit() -> None:
    card = build_card(notes=tuple(f"Note {number} " + "x" * 400 for number in range(20)), prompt="y" * 200)

    assert len(show(card)) <= 4000


@pytest.mark.parametrize("state", list(JobState))
def test_every_state_can_be_sent(state: JobState) -> None:
    view = draw_card(build_card(state, pictures=(("k.png", "First frame"),)), has_picture=state is not JobState.DONE)

    assert read_texts(view)
    assert not view.is_dispatchable()


def test_buttons_carry_verb_and_job_only() -> None:
    view = draw_card(build_card(buttons=(Button(action=Action.CANCEL, label="Cancel"),)), has_picture=False)
    buttons = [item for item in view.walk_children() if isinstance(item, discord.ui.Button)]

    assert [button.custom_id for button in buttons] == [f"job:{'a'.ljust(24, '0')}:cancel"]


def test_a_finished_card_has_no_picture() -> None:
    pictures = (("k.png", "First frame"),)

    assert name_picture(build_card(pictures=pictures)) == "frame.png"
    assert name_picture(build_card(JobState.DONE, pictures=pictures)) is None
