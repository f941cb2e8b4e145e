"""How much longer everybody else waits for a video while one person floods the queue.

Run with `python -m benchmarks.engine_fairness [--quick]`. The engine runs jobs that take a known time, first for the
others alone and then with the flood before them, in the engine of a process that is alone and, where PostgreSQL is
installed, in the one that processes share, with all limits counted in its database. Promised: with the flood, half of
the others start no later than one look at the queue plus one tenth of a job after what they waited without it, nobody
waits for a whole job longer, and no limit is ever passed.
"""

import argparse
import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import TypeAlias

from bot.job.durable_engine import EngineProcess, open_engine
from bot.job.engine import EngineLimits, JobEngine
from bot.job.lone_engine import open_lone_engine
from storage.engine_database import build_shared_engine_database
from tests.servers.postgresql import find_postgresql, postgresql_server

FLOOD, QUICK_FLOOD = 300, 60
OTHERS = 12
JOB_SECONDS = 2.0
#: The others ask one after the other, over so long a time.
ASKING_SECONDS = 6.0
LOOK_SECONDS = 0.2
LIMITS = EngineLimits(running=20, running_per_lane=3, queue_poll_seconds=LOOK_SECONDS)


@dataclass
class TimedLife:
    """Jobs that take a known time, and what was seen of them."""

    asked_at: dict[str, float] = field(default_factory=dict)
    started_at: dict[str, float] = field(default_factory=dict)
    change: asyncio.Event = field(default_factory=asyncio.Event)
    running: Counter[str] = field(default_factory=Counter)
    most_running: int = 0
    most_of_one: int = 0

    async def submit(self, job_id: str) -> None:
        """Note the start."""
        self.started_at.setdefault(job_id, time.monotonic())
        self.change.set()

    async def wait_for_start(self, job_id: str) -> None:
        """Return once a job has started."""
        while job_id not in self.started_at:
            self.change.clear()
            await self.change.wait()

    async def deliver(self, job_id: str) -> None:
        """Take the time of a video."""
        person = job_id.partition("-")[0]
        self.running[person] += 1
        self.most_running = max(self.most_running, self.running.total())
        self.most_of_one = max(self.most_of_one, *self.running.values())
        try:
            await asyncio.sleep(JOB_SECONDS)
        finally:
            self.running[person] -= 1

    async def give_up(self, job_id: str) -> None:
        """Fail loudly."""
        raise AssertionError(job_id)

    def waits(self) -> list[float]:
        """Return how long each of the others waited for the start."""
        return [self.started_at[name] - asked for name, asked in self.asked_at.items()]


#: Lends an engine that runs these lives.
OpenEngine: TypeAlias = Callable[[TimedLife], AbstractAsyncContextManager[JobEngine]]


async def run_jobs(open_one: OpenEngine, *, flood: int) -> TimedLife:
    """Let one person ask for `flood` videos at once, and then the others for one each; return when they started."""
    life = TimedLife()
    async with open_one(life) as engine:
        # The engine takes a moment until it looks at its queue for the first time.
        await engine.enqueue("warm-up", lane="warm-up")
        await life.wait_for_start("warm-up")
        for number in range(flood):
            await engine.enqueue(f"flood-{number}", lane="flood", rank=number + 1)
        for number in range(OTHERS):
            name = f"other{number}-{flood}"
            life.asked_at[name] = time.monotonic()
            await engine.enqueue(name, lane=f"other{number}")
            await asyncio.sleep(ASKING_SECONDS / OTHERS)
        for name in life.asked_at:
            await life.wait_for_start(name)
    return life


def open_alone(life: TimedLife) -> AbstractAsyncContextManager[JobEngine]:
    """Lend the engine of a process that is alone."""
    return open_lone_engine(life, limits=LIMITS)


def open_shared(address: str) -> OpenEngine:
    """Return what lends the engine on a PostgreSQL."""

    @asynccontextmanager
    async def open_one(life: TimedLife) -> AsyncIterator[JobEngine]:
        database = build_shared_engine_database(address)
        process = EngineProcess(id="benchmark", is_one_of_many=True)
        async with open_engine(life, database=database, limits=LIMITS, process=process) as engine:
            yield engine
        database.dispose()

    return open_one


@contextmanager
def list_engines() -> Iterator[list[tuple[str, OpenEngine, OpenEngine]]]:
    """Lend the names of the engines that can be measured here, each with two that know nothing of one another."""
    alone = ("alone", open_alone, open_alone)
    programs = find_postgresql()
    if programs is None:
        yield [alone]
        return
    with postgresql_server(programs) as server, server.fresh_database() as calm, server.fresh_database() as flooded:
        yield [alone, ("PostgreSQL", open_shared(calm), open_shared(flooded))]


async def measure(name: str, engines: tuple[OpenEngine, OpenEngine], *, flood: int) -> bool:
    """Measure one engine, print what was found and tell whether the promise holds."""
    lives = [await run_jobs(engine, flood=size) for engine, size in zip(engines, (0, flood), strict=True)]
    alone, beside = lives[0].waits(), lives[1].waits()
    print(
        f"{name}: others wait p50 {median(alone):.2f} s, longest {max(alone):.2f} s alone; "
        f"p50 {median(beside):.2f} s, longest {max(beside):.2f} s beside a flood of {flood}; "
        f"at once {lives[1].most_running} of {LIMITS.running}, of one person {lives[1].most_of_one} "
        f"of {LIMITS.running_per_lane}"
    )
    is_kept = lives[1].most_running <= LIMITS.running and lives[1].most_of_one <= LIMITS.running_per_lane
    is_soon = median(beside) <= median(alone) + LOOK_SECONDS + JOB_SECONDS / 10
    return is_kept and is_soon and max(beside) <= max(alone) + JOB_SECONDS


async def report(*, flood: int) -> bool:
    """Measure all engines and tell whether the promise holds on each."""
    with list_engines() as engines:
        kept = [await measure(name, (calm, flooded), flood=flood) for name, calm, flooded in engines]
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return all(kept)


def main() -> None:
    """Read the flags and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"a flood of {QUICK_FLOOD} instead of {FLOOD}")
    flags = parser.parse_args()
    sys.exit(0 if asyncio.run(report(flood=QUICK_FLOOD if flags.quick else FLOOD)) else 1)


if __name__ == "__main__":
    main()
