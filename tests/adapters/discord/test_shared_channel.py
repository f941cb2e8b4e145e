"""Two processes that show cards in one channel, each at the pace of one: more than Discord may take of both."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.discord.posting import open_discord_posting
from bot.job.card import Card
from bot.job.drawing import Surroundings, draw_card
from bot.job.job import Failure, Job, JobState
from bot.job.relay import CardRelay, open_relay
from tests.adapters.discord.house import DiscordHouse, open_house
from tests.contracts.samples import NOON, build_job
from tests.fakes.jobs import MemoryJobStore
from tests.fakes.video_service import PAID
from tests.servers.discord.faults import answer_too_many
from tests.servers.discord.routes import Route

_CARDS = 6
_REFUSALS = 8


async def draw(job: Job) -> Card:
    """Draw a card."""
    return draw_card(job, Surroundings(profile=PAID, now=NOON))


def end(job: Job) -> Job:
    """Return a job at its end."""
    return replace(job, state=JobState.FAILED, failure=Failure(sentence="It failed.", code="failed"), finished_at=NOON)


async def open_process(house: DiscordHouse, jobs: MemoryJobStore, stack: AsyncExitStack) -> CardRelay:
    """Lend what shows cards in one process."""
    house.restart()
    await stack.enter_async_context(open_discord_posting(house.connection))
    platforms = {"discord": house.platform}
    return await stack.enter_async_context(open_relay(jobs=jobs, platforms=platforms, draw=draw))


async def test_no_final_state_is_lost_when_two_processes_edit_too_fast(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.discord.platform._PLACE_INTERVAL_SECONDS", 0.05)
    jobs = MemoryJobStore()
    async with open_house(tmp_path) as house, AsyncExitStack() as stack:
        processes = [await open_process(house, jobs, stack) for _ in range(2)]
        shown = [
            (process, build_job(f"{number:02}", requester=house.requester, address=house.address))
            for number, process in enumerate(processes * _CARDS)
        ]
        for _, job in shown:
            await jobs.add(job)
        await asyncio.gather(*(process.flush(job) for process, job in shown))
        house.discord.fail_next(Route.EDIT_MESSAGE, *[answer_too_many(0.1)] * _REFUSALS)
        await asyncio.gather(*(process.flush(end(job)) for process, job in shown))

    assert ["No video" in message.text for message in house.read_channel()] == [True] * 2 * _CARDS
    assert len(house.discord.calls_to(Route.EDIT_MESSAGE)) == 2 * _CARDS + _REFUSALS
