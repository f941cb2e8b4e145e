"""Jobs a process starts and finishes per second on SQLite, beside the same effects in plain asyncio.

Run with `python -m benchmarks.engine_throughput`. The bare run does what cannot be left out: it hands the task in,
fetches the video, stores and posts it, and writes one row for each of the two effects.
"""

import asyncio
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

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
from storage.database import Database, open_database

GOAL_JOBS_PER_SECOND = 60.0
GOAL_RATIO = 1.3
_AT_ONCE = 100


async def run_bare(partner: Partner, folder: Path, *, count: int) -> Cost:
    """Do the two effects of each job, with one row for each effect."""
    async with open_outside(partner, folder) as outside, open_database(f"sqlite:///{folder / 'bare.db'}") as database:
        table = text("CREATE TABLE effects (job TEXT, effect TEXT, PRIMARY KEY (job, effect))")
        await database.write(lambda connection: connection.execute(table))
        places = asyncio.Semaphore(_AT_ONCE)

        async def live(job: Job) -> None:
            async with places:
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


async def run_engine(partner: Partner, folder: Path, *, count: int) -> Cost:
    """Let as many jobs live in the core."""
    done, all_done = set[str](), asyncio.Event()

    def note(job_id: str) -> None:
        done.add(job_id)
        if len(done) == count:
            all_done.set()

    async with open_outside(partner, folder) as outside, open_stage(outside, running=_AT_ONCE) as stage:
        outside.platform.on_result = note

        async def work() -> None:
            for number in range(count):
                await stage.starter.start(build_job(number))
            await all_done.wait()

        return await measure(work)


async def compare(count: int) -> bool:
    """Measure both and tell whether the goals are met."""
    async with open_partner() as partner:
        with TemporaryDirectory() as bare_folder:
            bare = await run_bare(partner, Path(bare_folder), count=count)
    async with open_partner() as partner:
        with TemporaryDirectory() as folder:
            engine = await run_engine(partner, Path(folder), count=count)
    ratio = engine.cpu_seconds / bare.cpu_seconds
    rate = count / engine.wall_seconds
    sys.stdout.write(
        f"{describe_load()}, {count} jobs, {_AT_ONCE} at once\n"
        f"bare:   {count / bare.wall_seconds:6.1f} jobs/s, {bare.per_job_milliseconds(count):6.2f} ms CPU per job\n"
        f"engine: {rate:6.1f} jobs/s, {engine.per_job_milliseconds(count):6.2f} ms CPU per job\n"
        f"goals: {rate:.1f} of {GOAL_JOBS_PER_SECOND:g} jobs/s, CPU ratio {ratio:.2f} of {GOAL_RATIO:g}\n"
    )
    return rate >= GOAL_JOBS_PER_SECOND and ratio <= GOAL_RATIO


def main() -> None:
    """Print the figures and end with 1 where a goal is missed."""
    parser = ArgumentParser()
    parser.add_argument("--jobs", type=int, default=1000)
    sys.exit(0 if asyncio.run(compare(parser.parse_args().jobs)) else 1)


if __name__ == "__main__":
    main()
