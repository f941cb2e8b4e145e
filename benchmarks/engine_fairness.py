"""How much longer everybody else waits for a video while one person floods the queue.

Run with `python -m benchmarks.engine_fairness [--quick]`. The engine runs jobs that take a known time, first for the
others alone and then with the flood before them, on SQLite and, where it is installed, on PostgreSQL with all limits
counted in the database. Promised: with the flood, half of the others start no later than one look at the queue plus
one tenth of a job after what they waited without it, nobody waits for a whole job longer, and no limit is ever passed.
"""

import argparse
import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import Engine

from bot.job.engine import EngineLimits, EngineProcess, open_engine
from storage.engine_database import build_engine_database, build_shared_engine_database
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


async def run_jobs(database: Engine, *, flood: int, process: EngineProcess) -> TimedLife:
    """Let one person ask for `flood` videos at once, and then the others for one each; return when they started."""
    life = TimedLife()
    async with open_engine(life, database=database, limits=LIMITS, process=process) as engine:
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


@asynccontextmanager
async def open_stores() -> AsyncIterator[list[tuple[str, str | Path]]]:
    """Lend the names and places of the stores that can be measured here."""
    with TemporaryDirectory() as folder:
        stores: list[tuple[str, str | Path]] = [("SQLite", Path(folder))]
        programs = find_postgresql()
        if programs is None:
            yield stores
            return
        with postgresql_server(programs) as server, server.fresh_database() as calm, server.fresh_database() as flooded:
            yield [*stores, ("PostgreSQL", f"{calm} {flooded}")]


async def measure(name: str, place: str | Path, *, flood: int) -> bool:
    """Measure one store, print what was found and tell whether the promise holds."""
    lives = []
    for turn, size in enumerate((0, flood)):
        if isinstance(place, Path):
            database, process = build_engine_database(place / f"{turn}.db"), EngineProcess()
        else:
            database = build_shared_engine_database(place.split()[turn])
            process = EngineProcess(id="benchmark", is_one_of_many=True)
        lives.append(await run_jobs(database, flood=size, process=process))
        database.dispose()
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
    """Measure all stores and tell whether the promise holds on each."""
    async with open_stores() as stores:
        kept = [await measure(name, place, flood=flood) for name, place in stores]
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
