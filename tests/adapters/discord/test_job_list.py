"""The private list of jobs and its buttons."""

from pathlib import Path

import pytest

from bot.job.card import Action
from bot.job.job import JobState
from tests.adapters.discord.house import DiscordHouse, open_busy_house
from tests.servers.discord.records import Interaction


async def open_list(house: DiscordHouse) -> Interaction:
    """Let Anna ask for her jobs."""
    asked = await house.discord.slash("jobs", user=house.anna, channel=house.channel)
    await house.discord.until(lambda: asked.response and not asked.response.is_loading)
    return asked


def read_labels(asked: Interaction) -> list[str]:
    """Return what stands on the buttons of the list."""
    assert asked.response is not None
    return [button["label"] for button in asked.response.buttons]


@pytest.mark.parametrize(
    ("state", "has_video", "labels"),
    [
        (JobState.QUEUED, False, ["Cancel 1"]),
        (JobState.RENDERING, False, ["Cancel 1"]),
        (JobState.DELIVERING, True, []),
        (JobState.DONE, True, ["Get video 1", "Delete 1"]),
        (JobState.DONE, False, []),
        (JobState.FAILED, False, []),
    ],
)
async def test_each_job_offers_what_can_be_done_with_it(
    tmp_path: Path, state: JobState, *, has_video: bool, labels: list[str]
) -> None:
    async with open_busy_house(tmp_path) as house:
        house.keep_job(state=state, video=house.keep_video() if has_video else None)
        asked = await open_list(house)

    assert read_labels(asked) == labels


async def test_the_longest_list_fits_into_a_message(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        for number in range(12):
            house.keep_job(f"a{number:02}", state=JobState.DONE, video=house.keep_video(), result_message_id="5")
        asked = await open_list(house)

    assert len(read_labels(asked)) == 20


async def test_a_button_keeps_the_list_up_to_date(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        job = house.keep_job(state=JobState.RENDERING)
        asked = await open_list(house)
        assert asked.response is not None
        house.keep_job(state=JobState.RENDERING, cancel_requested=True)
        await house.discord.click(asked.response.id, f"job:{job.id}:cancel", user=house.anna)
        await house.discord.until(lambda: not read_labels(asked))

    assert house.jobs.actions == [(Action.CANCEL, job.id, house.requester)]
