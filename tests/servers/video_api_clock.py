"""Lets the tasks of the local video API end by themselves after a while and report it, as those of the real one do.

Callbacks are sent as unreliably as the network may make them: late, twice, never, and by somebody who only guesses.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.servers.video_api_state import ServedTask, TaskStep, VideoApi

_SUCCESS = TaskStep(status="completed", progress=100)
_CALL_SECONDS = 5.0
#: Of the moment at which a callback is sent, in seconds after the task has ended.
_LATE_SECONDS = 1.5


@dataclass(kw_only=True)
class TaskClock:
    """Ends tasks by the real clock; made by `run_task_clock`."""

    chance: Random
    session: ClientSession
    tasks: asyncio.TaskGroup
    #: Turns the address in a submission into one that can be reached now.
    locate: Callable[[str], str]
    #: Returns how long the service works on a task.
    draw_seconds: Callable[[], float]
    #: Returns how a task ends.
    choose_end: Callable[[ServedTask], TaskStep]
    #: Callbacks by what became of them.
    callbacks: Counter[str] = field(default_factory=Counter)
    running: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, task: ServedTask) -> None:
        """Let a task that was just accepted run."""
        task.steps = deque([TaskStep(status="processing", progress=40)])
        work = self.tasks.create_task(self._work(task))
        self.running.add(work)
        work.add_done_callback(self.running.discard)

    def stop(self) -> None:
        """Let no further task end."""
        for work in self.running:
            work.cancel()

    async def _work(self, task: ServedTask) -> None:
        await asyncio.sleep(self.draw_seconds())
        task.steps = deque([self.choose_end(task)])
        url = task.body.get("callback_url")
        if isinstance(url, str):
            await self._report(task, url)

    async def _report(self, task: ServedTask, url: str) -> None:
        kind = self.chance.choice(["once", "once", "once", "twice", "late", "never", "forged"])
        if kind == "never":
            self.callbacks["never sent"] += 1
            return
        if kind == "late":
            await asyncio.sleep(_LATE_SECONDS)
        if kind == "forged":
            await self._send(task, url.rpartition("/")[0] + "/" + "0" * 64)
        for _ in range(2 if kind == "twice" else 1):
            await self._send(task, url)

    async def _send(self, task: ServedTask, url: str) -> None:
        body = {"id": task.id, "status": task.steps[0].status}
        try:
            async with self.session.post(
                self.locate(url), json=body, timeout=ClientTimeout(total=_CALL_SECONDS)
            ) as reply:
                self.callbacks[str(reply.status)] += 1
        except (ClientError, TimeoutError):
            # The bot is dead just now; it will ask by itself.
            self.callbacks["unheard"] += 1


@asynccontextmanager
async def run_task_clock(
    api: VideoApi,
    *,
    chance: Random,
    locate: Callable[[str], str],
    draw_seconds: Callable[[], float],
    choose_end: Callable[[ServedTask], TaskStep] = lambda _task: _SUCCESS,
) -> AsyncIterator[TaskClock]:
    """Let the tasks of `api` run by the clock while the block lasts; what then still runs never ends."""
    async with ClientSession() as session, asyncio.TaskGroup() as tasks:
        clock = TaskClock(
            chance=chance,
            session=session,
            tasks=tasks,
            locate=locate,
            draw_seconds=draw_seconds,
            choose_end=choose_end,
        )
        api.on_accept = clock.begin
        try:
            yield clock
        finally:
            api.on_accept = lambda _task: None
            clock.stop()
