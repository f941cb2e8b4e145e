"""Jobs a process starts and finishes per second on SQLite, beside the same effects in plain asyncio.

Run with `python -m benchmarks.engine_throughput`. The bare run does what cannot be left out: it hands the task in,
fetches the video, stores and posts it, and writes one row for each of the two effects. The core also posts a card, so
the bare run is made a second time with one: what the core takes beyond that is its own. Threads and garbage are treated
as the program treats them.
"""

import asyncio
import sys
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import TypeAlias

from aiohttp import ClientSession, TraceConfig, TraceRequestStartParams
from sqlalchemy import text

from benchmarks.engine_partner import Partner, open_partner
from benchmarks.engine_stage import (
    Cost,
    Outside,
    build_job,
    describe_load,
    measure,
    open_outside,
    open_stage,
)
from bot.job.job import Job
from bot.responsiveness import favour_event_loop
from storage.database import Database, open_database

GOAL_JOBS_PER_SECOND = 60.0
GOAL_RATIO = 1.3
_AT_ONCE = 100
_COUNTED_JOBS = 20

Run: TypeAlias = Callable[[Partner, Path], Awaitable[Cost]]


class Calls:
    """Counts what is asked of the outside."""

    def __init__(self) -> None:
        """Begin at zero."""
        self.count = 0

    def build_trace(self) -> TraceConfig:
        """Build what hears of the calls of a session."""
        trace = TraceConfig()
        trace.on_request_start.append(self._note)
        return trace

    async def _note(self, _session: ClientSession, _context: SimpleNamespace, _start: TraceRequestStartParams) -> None:
        self.count += 1


async def run_bare(
    partner: Partner, folder: Path, *, count: int, has_cards: bool = False, traces: Sequence[TraceConfig] = ()
) -> Cost:
    """Do the two effects of each job, with one row for each effect; `has_cards` posts a card for each before."""
    async with (
        open_outside(partner, folder, traces=traces) as outside,
        open_database(f"sqlite:///{folder / 'bare.db'}") as database,
    ):
        table = text("CREATE TABLE effects (job TEXT, effect TEXT, PRIMARY KEY (job, effect))")
        await database.write(lambda connection: connection.execute(table))
        places = asyncio.Semaphore(_AT_ONCE)

        async def live(job: Job) -> None:
            async with places:
                if has_cards:
                    await outside.platform.send(f"card:{job.id}")
                await _do_effects(job, outside, database)

        async def work() -> None:
            await asyncio.gather(*[live(build_job(number)) for number in range(count)])

        return await measure(work)


async def _do_effects(job: Job, outside: Outside, database: Database) -> None:
    task = await outside.service.submit(job)
    await _write_row(database, job, "submit")
    report = await outside.service.fetch_task(task.task_id)
    file = outside.folder / f"{job.id}.mp4"
    await outside.service.download_result(report.result_url or "", to=file)
    await outside.media.save(file, suffix=".mp4")
    await outside.platform.send(f"result:{job.id}")
    await _write_row(database, job, "post")


async def _write_row(database: Database, job: Job, effect: str) -> None:
    row = {"job": job.id, "effect": effect}
    await database.write(lambda connection: connection.execute(text("INSERT INTO effects VALUES (:job, :effect)"), row))


async def run_engine(partner: Partner, folder: Path, *, count: int, traces: Sequence[TraceConfig] = ()) -> Cost:
    """Let as many jobs live in the core."""
    done, all_done = set[str](), asyncio.Event()

    def note(job_id: str) -> None:
        done.add(job_id)
        if len(done) == count:
            all_done.set()

    async with (
        open_outside(partner, folder, traces=traces) as outside,
        open_stage(outside, running=_AT_ONCE) as stage,
    ):
        outside.platform.on_result = note

        async def work() -> None:
            for number in range(count):
                await stage.starter.start(build_job(number))
            await all_done.wait()

        return await measure(work)


async def run_alone(run: Run) -> Cost:
    """Do a run with a partner and a folder of its own."""
    async with open_partner() as partner:
        with TemporaryDirectory() as folder:
            return await run(partner, Path(folder))


async def count_calls(run: Callable[..., Awaitable[Cost]]) -> float:
    """Return how often a run asks the outside for each job."""
    calls = Calls()
    await run_alone(partial(run, count=_COUNTED_JOBS, traces=[calls.build_trace()]))
    return calls.count / _COUNTED_JOBS


async def compare(count: int) -> bool:
    """Measure all runs and tell whether the goals are met."""
    favour_event_loop()
    bare = await run_alone(partial(run_bare, count=count))
    with_cards = partial(run_bare, has_cards=True)
    alike = await run_alone(partial(with_cards, count=count))
    engine = await run_alone(partial(run_engine, count=count))
    ratio = engine.cpu_seconds / bare.cpu_seconds
    rate = count / engine.wall_seconds
    own = engine.per_job_milliseconds(count) - alike.per_job_milliseconds(count)
    sys.stdout.write(
        f"{describe_load()}, {count} jobs, {_AT_ONCE} at once\n"
        f"{_describe('bare', bare, count)}, {await count_calls(run_bare):g} calls\n"
        f"{_describe('bare with cards', alike, count)}, {await count_calls(with_cards):g} calls\n"
        f"{_describe('engine', engine, count)}, {await count_calls(run_engine):g} calls\n"
        f"the engine's own share: {own:.2f} ms; ratio at the same calls {engine.cpu_seconds / alike.cpu_seconds:.2f}\n"
        f"goals: {rate:.1f} of {GOAL_JOBS_PER_SECOND:g} jobs/s, CPU ratio {ratio:.2f} of {GOAL_RATIO:g}\n"
    )
    return rate >= GOAL_JOBS_PER_SECOND and ratio <= GOAL_RATIO


def _describe(name: str, cost: Cost, count: int) -> str:
    rate, cpu = count / cost.wall_seconds, cost.per_job_milliseconds(count)
    return f"{name + ':':16} {rate:6.1f} jobs/s, {cpu:6.2f} ms CPU per job"


def main() -> None:
    """Print the figures and end with 1 where a goal is missed."""
    parser = ArgumentParser()
    parser.add_argument("--jobs", type=int, default=1000)
    sys.exit(0 if asyncio.run(compare(parser.parse_args().jobs)) else 1)


if __name__ == "__main__":
    main()
