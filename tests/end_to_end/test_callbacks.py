"""Callbacks as the network brings them: they only ever wake a watcher, so none can lose, double or forge anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from adapters.kling.callback import callback_routes, callback_url
from bot.job.job import Job, JobState
from tests.end_to_end.chat_person import every_moment
from tests.end_to_end.faulty_world import FaultyWorld, SleepyKlingService, open_faulty_world
from tests.servers.video_api_state import Route, TaskStep

SECRET, WRONG_SECRET = b"the bot's", b"somebody else's"
COMPLETED = TaskStep(status="completed", progress=100)


@dataclass(kw_only=True)
class Reported:
    """A job whose task is still at work, and the way in which its end can be reported."""

    faulty: FaultyWorld
    address: str
    job: Job
    session: ClientSession

    async def report(self, *, secret: bytes = SECRET) -> int:
        """Send a callback and return the status of the answer."""
        url = callback_url(self.address, secret=secret, job_id=self.job.id)
        async with self.session.post(url, json={"status": "completed"}) as response:
            return response.status

    def complete(self) -> None:
        """Let the service finish the video."""
        for task in self.faulty.api.tasks.values():
            task.steps.clear()
            task.steps.append(COMPLETED)

    async def report_until(self, life: asyncio.Task[Job]) -> None:
        """Send callbacks until one is heard; the first may come before anybody listens."""
        async for _ in every_moment():
            if life.done():
                return
            await self.report()

    async def wait_for_questions(self, count: int) -> None:
        """Return when the service was asked so often."""
        async for _ in every_moment():
            if self.faulty.api.count(Route.QUERY) >= count:
                return


@asynccontextmanager
async def serve_receiver(faulty: FaultyWorld) -> AsyncIterator[str]:
    """Serve the receiver of callbacks and lend its address."""
    app = web.Application()
    app.add_routes(callback_routes(SECRET, faulty.world.resources.wakeups.wake))
    async with TestServer(app) as server:
        yield str(server.make_url(""))


@pytest.fixture
async def reported(tmp_path: Path) -> AsyncIterator[Reported]:
    async with (
        open_faulty_world(tmp_path, kind=SleepyKlingService) as faulty,
        serve_receiver(faulty) as address,
        ClientSession() as session,
    ):
        faulty.api.script = (TaskStep(status="processing"),)
        yield Reported(faulty=faulty, address=address, job=await faulty.world.keep(), session=session)


def assert_one_video(reported: Reported, ended: Job) -> None:
    assert ended.state is JobState.DONE
    assert len(reported.faulty.api.tasks) == len(reported.faulty.world.chat.results) == 1


async def test_a_callback_ends_the_waiting(reported: Reported) -> None:
    async with asyncio.TaskGroup() as tasks:
        life = tasks.create_task(reported.faulty.world.live(reported.job))
        await reported.wait_for_questions(1)
        reported.complete()
        await reported.report_until(life)

    assert_one_video(reported, life.result())


async def test_repeated_callbacks_post_one_video(reported: Reported) -> None:
    async with asyncio.TaskGroup() as tasks:
        life = tasks.create_task(reported.faulty.world.live(reported.job))
        await reported.wait_for_questions(1)
        reported.complete()
        statuses = await asyncio.gather(*[reported.report() for _ in range(20)])
        await reported.report_until(life)

    assert set(statuses) == {204}
    assert_one_video(reported, life.result())


async def test_an_early_callback_is_answered_by_a_question(reported: Reported) -> None:
    async with asyncio.TaskGroup() as tasks:
        life = tasks.create_task(reported.faulty.world.live(reported.job))
        await reported.wait_for_questions(1)
        async for _ in every_moment():
            await reported.report()
            if reported.faulty.api.count(Route.QUERY) > 1:
                break
        state = reported.faulty.world.read(reported.job).state
        reported.complete()
        await reported.report_until(life)

    assert state is JobState.RENDERING
    assert_one_video(reported, life.result())


async def test_a_late_callback_changes_nothing(reported: Reported) -> None:
    async with asyncio.TaskGroup() as tasks:
        life = tasks.create_task(reported.faulty.world.live(reported.job))
        await reported.wait_for_questions(1)
        reported.complete()
        await reported.report_until(life)
    asked = reported.faulty.api.count(Route.QUERY)
    await reported.report()

    assert reported.faulty.api.count(Route.QUERY) == asked
    assert_one_video(reported, life.result())


async def test_a_forged_callback_does_not_even_raise_a_question(reported: Reported) -> None:
    async with asyncio.TaskGroup() as tasks:
        life = tasks.create_task(reported.faulty.world.live(reported.job))
        await reported.wait_for_questions(1)
        status = await reported.report(secret=WRONG_SECRET)
        asked = reported.faulty.api.count(Route.QUERY)
        reported.complete()
        await reported.report_until(life)

    assert (status, asked) == (404, 1)
    assert_one_video(reported, life.result())
