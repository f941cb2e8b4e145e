"""The engine of a process that is alone with its jobs: the queue is in memory, and how far a job is stands in its row.

Nobody else could take a job over, and each start takes up whatever the store holds unfinished, so nothing is written
down here: what a crash forgets is only who waited for whom, and that follows from the jobs again.
"""

import asyncio
import heapq
import itertools
import logging
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from bot.job.engine import EngineLimits, Life, LifeRunner, Standing

logger = logging.getLogger(__name__)

#: For which starts are limited.
_PERIOD_SECONDS = 60.0


@dataclass(frozen=True, kw_only=True, order=True)
class _Attempt:
    """One attempt at a job's life; the lowest goes first."""

    rank: int
    number: int
    name: tuple[str, int] = field(compare=False)


@dataclass(kw_only=True)
class _Lane:
    """Whose jobs take turns with those of other lanes."""

    waiting: list[_Attempt] = field(default_factory=list)
    running: int = 0
    #: It stands among those that may start a job.
    is_ready: bool = False


class LoneEngine:
    """Takes job ids and sees each through; made by `open_lone_engine`."""

    def __init__(self, life: Life, *, limits: EngineLimits, tasks: asyncio.TaskGroup) -> None:
        """Run each life in a task of `tasks`."""
        self._runner = LifeRunner(life, stage_attempts=limits.stage_attempts)
        self._limits = limits
        self._tasks = tasks
        self._numbers = itertools.count()
        self._lanes: dict[str, _Lane] = {}
        #: The lanes that may start a job, in the order of their turns.
        self._ready: deque[str] = deque()
        self._living: set[tuple[str, int]] = set()
        self._running: set[asyncio.Task[None]] = set()
        #: When jobs left the queue within the last minute; only kept where that is limited.
        self._starts: deque[float] = deque()
        self._next_start: asyncio.TimerHandle | None = None

    async def enqueue(self, job_id: str, *, lane: str, attempt: int = 1, rank: int = 1) -> None:
        """Queue one attempt at a job's life; the same attempt changes nothing while it waits or runs.

        Lanes take turns; within one, lower ranks go first, and equals in order of arrival.
        """
        name = (job_id, attempt)
        if name in self._living:
            return
        self._living.add(name)
        waiting = self._lanes.setdefault(lane, _Lane()).waiting
        heapq.heappush(waiting, _Attempt(rank=rank, number=next(self._numbers), name=name))
        self._take_turn_later(lane)
        self._start_jobs()

    async def find_standings(self, attempts: Mapping[str, int]) -> Mapping[str, Standing]:
        """Return where the engine is with each job, given the attempt that each is at; it knows only the living."""
        return {
            job_id: Standing.LIVING if (job_id, attempt) in self._living else Standing.UNKNOWN
            for job_id, attempt in attempts.items()
        }

    async def recover(self, process_ids: Sequence[str]) -> None:
        """Do nothing: there is nobody else."""

    async def forget_ended(self, before: datetime) -> int:
        """Return 0: nothing is remembered of lives that are over."""
        del before
        return 0

    async def answers(self) -> bool:
        """Return True: it is asked without a way that could be interrupted."""
        return True

    async def interrupt(self) -> None:
        """Stop all running lives and start no more; the next start takes up what they left."""
        self._ready.clear()
        self._lanes.clear()
        if self._next_start is not None:
            self._next_start.cancel()
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _take_turn_later(self, name: str) -> None:
        """Put a lane behind all that may start a job, if it may."""
        lane = self._lanes[name]
        if not lane.is_ready and lane.waiting and lane.running < self._limits.running_per_lane:
            lane.is_ready = True
            self._ready.append(name)

    def _start_jobs(self) -> None:
        while self._ready and len(self._running) < self._limits.running and self._may_start():
            name = self._ready.popleft()
            lane = self._lanes[name]
            lane.is_ready = False
            lane.running += 1
            attempt = heapq.heappop(lane.waiting)
            task = self._tasks.create_task(self._live(attempt.name[0]), name=f"life {attempt.name[0]}")
            self._running.add(task)
            task.add_done_callback(partial(self._end, lane=name, attempt=attempt))
            self._take_turn_later(name)

    async def _live(self, job_id: str) -> None:
        try:
            await self._runner.run(job_id)
        except Exception:
            # Not even its end could be told; the job stays unfinished, and the next start takes it up.
            logger.exception("A job's life was left", extra={"job_id": job_id})

    def _end(self, task: asyncio.Task[None], *, lane: str, attempt: _Attempt) -> None:
        self._running.discard(task)
        self._living.discard(attempt.name)
        left = self._lanes.get(lane)
        if left is None:
            return
        left.running -= 1
        if left.waiting or left.running:
            self._take_turn_later(lane)
        else:
            del self._lanes[lane]
        self._start_jobs()

    def _may_start(self) -> bool:
        """Count a start, unless there were as many within the last minute as may be; then come back in time."""
        most = self._limits.starts_per_minute
        if most is None:
            return True
        loop = asyncio.get_running_loop()
        while self._starts and self._starts[0] <= loop.time() - _PERIOD_SECONDS:
            self._starts.popleft()
        if len(self._starts) < most:
            self._starts.append(loop.time())
            return True
        if self._next_start is None:
            self._next_start = loop.call_at(self._starts[0] + _PERIOD_SECONDS, self._start_later_jobs)
        return False

    def _start_later_jobs(self) -> None:
        self._next_start = None
        self._start_jobs()


@asynccontextmanager
async def open_lone_engine(life: Life, *, limits: EngineLimits) -> AsyncIterator[LoneEngine]:
    """Lend an engine with nothing in it; leaving the block stops the lives that run."""
    async with asyncio.TaskGroup() as tasks:
        engine = LoneEngine(life, limits=limits, tasks=tasks)
        try:
            yield engine
        finally:
            await engine.interrupt()
