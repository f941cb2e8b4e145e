"""Two processes that show cards in one workspace, each at the pace of one: more than Slack may take of both."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from bot.job.card import Card
from bot.job.drawing import Surroundings, draw_card
from bot.job.job import Failure, Job, JobState
from bot.job.relay import CardRelay, open_relay
from tests.adapters.slack.office import Office, open_office
from tests.contracts.samples import NOON, build_job
from tests.fakes.jobs import MemoryJobStore
from tests.fakes.video_service import PAID
from tests.servers.slack.faults import answer_too_many
from tests.servers.slack.methods import Method

_CARDS = 6
_REFUSALS = 4


async def draw(job: Job) -> Card:
    """Draw a card."""
    return draw_card(job, Surroundings(profile=PAID, now=NOON))


def end(job: Job) -> Job:
    """Return a job at its end."""
    return replace(job, state=JobState.FAILED, failure=Failure(sentence="It failed.", code="failed"), finished_at=NOON)


def build_card_job(office: Office, number: int) -> Job:
    """Return a job of Ada's in the channel."""
    return build_job(f"{number:02}", requester=office.requester, address=office.address)


async def open_process(office: Office, jobs: MemoryJobStore, stack: AsyncExitStack) -> CardRelay:
    """Lend what shows cards in one process."""
    platforms = {"slack": office.platform}
    return await stack.enter_async_context(open_relay(jobs=jobs, platforms=platforms, draw=draw))


async def test_no_final_state_is_lost_when_two_processes_edit_too_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.platform.WORKSPACE_INTERVAL_SECONDS", 0.05)
    jobs = MemoryJobStore()
    async with open_office() as office, AsyncExitStack() as stack:
        processes = [await open_process(office, jobs, stack) for _ in range(2)]
        shown = [(process, build_card_job(office, number)) for number, process in enumerate(processes * _CARDS)]
        for _, job in shown:
            await jobs.add(job)
        await asyncio.gather(*(process.flush(job) for process, job in shown))
        office.slack.fail_next(Method.CHAT_UPDATE, *[answer_too_many(1)] * _REFUSALS)
        await asyncio.gather(*(process.flush(end(job)) for process, job in shown))
        ends = [message.text.startswith("No video") for message in office.read_channel()]

    assert ends == [True] * 2 * _CARDS
    assert len(office.slack.calls_to(Method.CHAT_UPDATE)) == 2 * _CARDS + _REFUSALS
