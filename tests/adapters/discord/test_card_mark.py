"""The mark by which cards are known again."""

import pytest

from adapters.discord.card import draw_card
from adapters.discord.card_mark import build_card_mark
from bot.job.card import Card
from bot.job.job import JobState
from tests.adapters.discord.test_card import build_card

HIGHEST_ID = 2**31 - 1
JOB_IDS = [f"{number:024}" for number in range(1000)]


def find_ids(card: Card) -> list[int]:
    """Return the ids that stand on a card."""
    return [item.id for item in draw_card(card, has_picture=False).walk_children() if item.id is not None]


@pytest.mark.parametrize("job_id", JOB_IDS[:50])
def test_its_ids_are_different_ones_that_discord_takes(job_id: str) -> None:
    mark = build_card_mark(job_id)

    assert len({mark.frame, mark.words}) == 2
    assert all(1 <= one <= HIGHEST_ID for one in (mark.frame, mark.words))


def test_every_job_has_its_own() -> None:
    assert len({build_card_mark(job_id) for job_id in JOB_IDS}) == len(JOB_IDS)


@pytest.mark.parametrize("state", list(JobState))
def test_a_card_carries_it_in_every_state(state: JobState) -> None:
    card = build_card(state)
    mark = build_card_mark(card.job_id)

    assert find_ids(card) == [mark.frame, mark.words]
