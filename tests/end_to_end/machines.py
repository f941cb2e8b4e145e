"""Many processes of the bot on one PostgreSQL and one object store, as if each ran on a machine of its own."""

import asyncio
import os
import signal
from collections import Counter, deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientSession
from sqlalchemy import text

from tests.bot.media.videos import build_video, coloured_frames
from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.chat_person import ChatPerson, every_moment
from tests.end_to_end.pictures import write_landscape
from tests.servers.object_store import ObjectStoreServer
from tests.servers.postgresql import create_admin_engine
from tests.servers.video_api import run_video_api
from tests.servers.video_api_state import ServedTask, TaskStep, VideoApi

_START_SECONDS = 300
_PUBLIC_URL = "https://flipbook.example"
_RENDERING = TaskStep(status="processing", progress=40)
_DONE = TaskStep(status="completed", progress=100)


class Machine(BotProcess):
    """One process with some of the parts."""

    address: str = ""

    async def run(self) -> None:
        """Start it and wait until it does its work."""
        await self.launch()
        async with asyncio.timeout(_START_SECONDS):
            self.address = await self._read_readiness()

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does."""
        os.kill(self.process_id, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on where it was."""
        os.kill(self.process_id, signal.SIGCONT)

    async def wait_for_log(self, words: str) -> None:
        """Return once these words stand in its log."""
        async for _ in every_moment():
            if words in self.read_log():
                return
        raise AssertionError(self.read_log())

    async def _read_readiness(self) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        while line := (await self._process.stdout.readline()).decode():
            if "http://" in line:
                return "http://" + line.split("http://", 1)[1].strip()
            if "Flipbook runs" in line:
                return ""
        message = f"the process did not start:\n{self.read_log()}"
        raise AssertionError(message)


@dataclass(kw_only=True)
class Machines:
    """What the processes share, and the video API that they call; made by `open_machines`."""

    folder: Path
    api: VideoApi
    session: ClientSession
    environment: Mapping[str, str]
    stack: AsyncExitStack
    tasks: list[ServedTask] = field(default_factory=list)

    async def start(self, name: str, *, parts: str, settings: Mapping[str, str] | None = None) -> Machine:
        """Start a process and wait until it is ready."""
        environment = {**self.environment, "FLIPBOOK_PARTS": parts, **(settings or {})}
        machine = Machine(self.folder / name, environment=environment)
        self.stack.push_async_callback(machine.kill)
        await machine.run()
        return machine

    async def wait_for_tasks(self, count: int) -> None:
        """Return once the video API has accepted so many tasks."""
        async for _ in every_moment():
            if len(self.api.tasks) >= count:
                return
        raise AssertionError(self.api.tasks)

    async def finish_tasks(self, *, told: Machine | None = None) -> None:
        """Let all tasks end, and tell so by callback to the process that is given."""
        for task in self.api.tasks.values():
            task.steps = deque([_DONE])
            if told is not None:
                path = urlsplit(str(task.body["callback_url"])).path
                async with self.session.post(f"{told.address}{path}", json={"id": task.id}) as answer:
                    assert answer.status == 204


async def order_videos(person: ChatPerson, machines: Machines, *, count: int) -> Sequence[str]:
    """Order videos and return their jobs once the video service has them all."""
    picture = write_landscape(machines.folder / "day.png", size=(640, 360))
    known = len(machines.api.tasks)
    orders = [
        await person.animate({"prompt": f"pan right, take {number}", "duration": "3"}, {"first": picture})
        for number in range(count)
    ]
    await machines.wait_for_tasks(known + count)
    return [one["id"] for one in orders]


async def count_posts(person: ChatPerson, job_ids: Sequence[str]) -> Counter[tuple[str, str]]:
    """Wait until every job is done, and return how many cards and videos each has."""
    for job_id in job_ids:
        assert (await person.wait_for_end(job_id))["state"] == "done"
        await person.wait_for_message(job_id, "result")
    async for _ in every_moment():
        messages = await person.read_messages()
        cards = [one["text"] for one in messages if one["kind"] == "card"]
        if all(text.startswith("Done") for text in cards):
            return Counter((one["job_id"], one["kind"]) for one in messages)
    raise AssertionError(cards)


def once_each(job_ids: Sequence[str]) -> Counter[tuple[str, str]]:
    """Return what `count_posts` returns when nothing was lost or doubled."""
    return Counter((job_id, kind) for job_id in job_ids for kind in ("card", "result"))


@asynccontextmanager
async def open_machines(folder: Path, *, database: str, store: ObjectStoreServer) -> AsyncIterator[Machines]:
    """Lend what processes share; those that were started are killed at the end."""
    async with AsyncExitStack() as stack:
        api = await stack.enter_async_context(run_video_api())
        api.video, api.credits, api.estimated_seconds = build_video(coloured_frames(each=2)), 1e9, 600
        api.script = (_RENDERING,)
        environment = {
            "FLIPBOOK_DATABASE_URL": database,
            **store.build_settings(folder.name),
            "FLIPBOOK_SHARED_SECRET": "0123456789abcdef0123456789abcdef",
            "FLIPBOOK_API_KEY": api.key,
            "FLIPBOOK_API_BASE_URL": api.base_url,
            "FLIPBOOK_FILES_BASE_URL": api.base_url,
            "FLIPBOOK_PUBLIC_BASE_URL": _PUBLIC_URL,
        }
        session = await stack.enter_async_context(ClientSession())
        yield Machines(folder=folder, api=api, session=session, environment=environment, stack=stack)


def read_executors(database: str) -> set[str]:
    """Return the processes that have jobs in the making, by the engine's own books."""
    engine = create_admin_engine(database)
    try:
        with engine.connect() as connection:
            query = text("SELECT DISTINCT executor_id FROM dbos.workflow_status WHERE status = 'PENDING'")
            return set(connection.execute(query).scalars())
    finally:
        engine.dispose()
