"""How much sooner two processes finish the same jobs on one PostgreSQL than one process does.

Run with `python -m benchmarks.engine_processes [--quick]`. All jobs are queued before anybody works. Then one process
takes them from their paid task to their video in the chat, and in another database two do. Promised: two take at most
0.65 of the time of one. The database and the outside world need processors too, so the promise counts only where there
are four cores; with fewer it is shown and nothing more, beside the processor time that each process took.
"""

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import func, select

from benchmarks.engine_partner import Partner, open_partner
from benchmarks.engine_stage import Outside, build_job, describe_load, open_outside, read_clock, read_cpu_seconds
from bot.job.announcer import Announcer
from bot.job.collector import VideoCollector
from bot.job.delivery import Delivery
from bot.job.durable_engine import EngineProcess, open_engine
from bot.job.ending import JobEnding
from bot.job.engine import EngineLimits
from bot.job.job import JobState
from bot.job.lanes import Lanes
from bot.job.life import JobLife
from bot.job.relay import open_relay
from bot.job.resources import JobResources
from bot.job.submission import Submission
from bot.job.viewer import JobViewer
from storage.database import Database, open_database
from storage.engine_database import build_shared_engine_database
from storage.jobs import SqlJobStore
from storage.notifications import SqlNotificationStore
from storage.tables import jobs as jobs_table
from tests.fakes.media_files import FakeVideoFiles
from tests.servers.postgresql import PostgresqlServer, find_postgresql, postgresql_server

JOBS, QUICK_JOBS = 300, 200
ROUNDS, QUICK_ROUNDS = 3, 1
LARGEST_RATIO = 0.65
FEWEST_CORES = 4
_AT_ONCE = 100
_LANES = Lanes(running_per_person=_AT_ONCE)
_LIMITS = EngineLimits(running=_AT_ONCE, running_per_lane=_LANES.running_per_lane)
_LOOK_SECONDS = 0.05
_GIVE_UP_SECONDS = 600.0
_READY, _GO, _STOP = b"ready\n", b"go\n", b"stop\n"


@dataclass(frozen=True, kw_only=True)
class WorkerOrder:
    """Where a process works, and under which name."""

    name: str
    database: str
    folder: str
    partner: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one process did of the work, and the processor time that it took."""

    jobs: int
    cpu_seconds: float


@dataclass(frozen=True, kw_only=True)
class Finish:
    """How long all jobs took, and who did how much of them."""

    wall_seconds: float
    shares: Sequence[Share]

    @property
    def busiest_cpu_seconds(self) -> float:
        """Return the processor time of the process that had most to do."""
        return max(share.cpu_seconds for share in self.shares)

    def describe(self, count: int) -> str:
        """Say it in one line."""
        shares = ", ".join(f"{share.jobs} jobs with {share.cpu_seconds:.1f} s CPU" for share in self.shares)
        return (
            f"{len(self.shares)} at work: {self.wall_seconds:.1f} s, {count / self.wall_seconds:.1f} jobs/s ({shares})"
        )


class Worker:
    """A process that works on the jobs, seen from outside."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Talk to a process by its pipes."""
        self._process = process

    async def wait_until_ready(self) -> None:
        """Return once it has opened everything but the queue."""
        if await self._read() != _READY:
            message = "a worker did not start"
            raise RuntimeError(message)

    def go(self) -> None:
        """Let it work."""
        self._write(_GO)

    async def stop(self) -> Share:
        """Let it end, and return what it did."""
        self._write(_STOP)
        return Share(**json.loads(await self._read()))

    async def kill(self) -> None:
        """End it wherever it is."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()

    async def _read(self) -> bytes:
        return await self._process.stdout.readline() if self._process.stdout else b""

    def _write(self, line: bytes) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(line)


@asynccontextmanager
async def open_worker(order: WorkerOrder) -> AsyncIterator[Worker]:
    """Lend a process that waits for its sign."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "benchmarks.engine_processes", "--worker", json.dumps(asdict(order))),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    worker = Worker(process)
    try:
        await worker.wait_until_ready()
        yield worker
    finally:
        await worker.kill()


@asynccontextmanager
async def open_life(outside: Outside, database: Database) -> AsyncIterator[JobLife]:
    """Wire what a process of many needs to work on jobs."""
    jobs, platforms = SqlJobStore(database), {outside.platform.name: outside.platform}
    resources = JobResources(jobs=jobs, service=outside.service, platforms=platforms, clock=read_clock)
    draw = JobViewer(resources).draw
    async with open_relay(jobs=jobs, platforms=platforms, draw=draw, is_one_of_many=True) as relay:
        announcer = Announcer(rules=SqlNotificationStore(database), platforms=platforms)
        ending = JobEnding(resources, relay=relay, announcer=announcer)
        collector = VideoCollector(
            service=outside.service, files=FakeVideoFiles(), media=outside.media, work_folder=outside.folder
        )
        yield JobLife(
            jobs,
            submission=Submission(resources, relay=relay, ending=ending),
            delivery=Delivery(resources, collector=collector, relay=relay, ending=ending),
            ending=ending,
        )


async def work(order: WorkerOrder) -> None:
    """Work on jobs from the sign to go until the sign to stop."""
    done: list[str] = []
    process = EngineProcess(id=order.name, is_one_of_many=True)
    async with AsyncExitStack() as stack:
        outside = await stack.enter_async_context(open_outside(Partner(**order.partner), Path(order.folder)))
        outside.platform.on_result = done.append
        database = await stack.enter_async_context(open_database(order.database))
        life = await stack.enter_async_context(open_life(outside, database))
        engine_database = build_shared_engine_database(order.database)
        stack.callback(engine_database.dispose)
        _say(_READY)
        await asyncio.to_thread(sys.stdin.buffer.readline)
        cpu_seconds = read_cpu_seconds()
        async with open_engine(life, database=engine_database, limits=_LIMITS, process=process):
            await asyncio.to_thread(sys.stdin.buffer.readline)
            share = Share(jobs=len(done), cpu_seconds=read_cpu_seconds() - cpu_seconds)
        _say(json.dumps(asdict(share)).encode() + b"\n")


def _say(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


class IdleLife:
    """Fulfils `Life` where jobs are only queued."""

    async def submit(self, job_id: str) -> None:
        """Fail loudly."""
        raise AssertionError(job_id)

    async def deliver(self, job_id: str) -> None:
        """Fail loudly."""
        raise AssertionError(job_id)

    async def give_up(self, job_id: str) -> None:
        """Fail loudly."""
        raise AssertionError(job_id)


async def queue_jobs(address: str, database: Database, *, count: int) -> None:
    """Store and queue so many jobs, as a process does that only takes orders."""
    store, engine_database = SqlJobStore(database), build_shared_engine_database(address)
    process = EngineProcess(id="front", is_one_of_many=True, runs_jobs=False)
    async with open_engine(IdleLife(), database=engine_database, limits=_LIMITS, process=process) as engine:
        for number in range(count):
            # Whoever takes an order shows its first card; workers wait for it.
            job = replace(build_job(number), card_message_id=f"card{number}")
            await store.add(job)
            await engine.enqueue(job.id, lane=_LANES.choose(job))
    engine_database.dispose()


async def wait_until_done(database: Database, *, count: int) -> None:
    """Return when so many jobs are done."""
    query = select(func.count()).select_from(jobs_table).where(jobs_table.c.state == JobState.DONE)
    async with asyncio.timeout(_GIVE_UP_SECONDS):
        while True:
            if await database.read(lambda connection: connection.execute(query).scalar_one()) >= count:
                return
            await asyncio.sleep(_LOOK_SECONDS)


async def measure(server: PostgresqlServer, *, processes: int, count: int) -> Finish:
    """Return how long so many processes take for the jobs, in a database of their own."""
    async with AsyncExitStack() as stack:
        address = stack.enter_context(server.fresh_database())
        folder = stack.enter_context(TemporaryDirectory())
        partner = await stack.enter_async_context(open_partner())
        database = await stack.enter_async_context(open_database(address))
        await queue_jobs(address, database, count=count)
        orders = [
            WorkerOrder(name=f"worker{number}", database=address, folder=folder, partner=asdict(partner))
            for number in range(processes)
        ]
        workers = [await stack.enter_async_context(open_worker(order)) for order in orders]
        loop = asyncio.get_running_loop()
        began_at = loop.time()
        for worker in workers:
            worker.go()
        await wait_until_done(database, count=count)
        wall_seconds = loop.time() - began_at
        return Finish(wall_seconds=wall_seconds, shares=[await worker.stop() for worker in workers])


async def compare(server: PostgresqlServer, *, count: int) -> float:
    """Measure one and two, print what was found and return the ratio of their times."""
    one = await measure(server, processes=1, count=count)
    two = await measure(server, processes=2, count=count)
    ratio = two.wall_seconds / one.wall_seconds
    print(one.describe(count))
    print(two.describe(count))
    print(
        f"ratio of time {ratio:.2f}; ratio of CPU, the busier of two to one alone, "
        f"{two.busiest_cpu_seconds / one.busiest_cpu_seconds:.2f}"
    )
    return ratio


async def report(server: PostgresqlServer, *, rounds: int, count: int) -> bool:
    """Measure a few times, print what was found and tell whether the promise holds here."""
    ratio = median([await compare(server, count=count) for _ in range(rounds)])
    cores = os.cpu_count() or 1
    print(f"{describe_load()}, {count} jobs, {_AT_ONCE} at once")
    print(f"ratio of time, median of {rounds}: {ratio:.2f} of {LARGEST_RATIO:g}")
    if cores < FEWEST_CORES:
        print(f"the promise counts from {FEWEST_CORES} cores on; with {cores} a miss is no failure")
        return True
    return ratio <= LARGEST_RATIO


def main() -> None:
    """Read the flags and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_JOBS} jobs once, not {JOBS} {ROUNDS} times")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    flags = parser.parse_args()
    if flags.worker is not None:
        asyncio.run(work(WorkerOrder(**json.loads(flags.worker))))
        return
    programs = find_postgresql()
    if programs is None:
        print("PostgreSQL is not installed here; Debian's package `postgresql` brings it")
        return
    with postgresql_server(programs) as server:
        rounds, count = (QUICK_ROUNDS, QUICK_JOBS) if flags.quick else (ROUNDS, JOBS)
        sys.exit(0 if asyncio.run(report(server, rounds=rounds, count=count)) else 1)


if __name__ == "__main__":
    main()
