"""What keeping books and cleaning up cost: CPU per job with and without a price, and sweeping many jobs.

CPU times of this process are compared, so that what else runs on the machine counts little.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.job.job import Job, JobState, Price, ReplyAddress, Requester
from bot.policy.budget import build_monthly_budget
from bot.policy.ledger import Account, AccountKind
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from bot.retention.sweep import KeepingTimes, Sweeper
from storage.archive import SqlJobArchive
from storage.census import SqlCensus
from storage.database import Database, open_database
from storage.jobs import SqlJobStore
from storage.media_folder import MediaFolder

_JOBS = 400
_MANY = 2_000
_ADA = Requester(platform="web", id="u1", name="Ada")
_WAY = (JobState.SUBMITTING, JobState.RENDERING, JobState.DELIVERING, JobState.DONE)
_PICTURE = Picture(key="0" * 32 + ".png", media_type="image/png", width=9, height=9, size_bytes=9)
_MOST_RATIO = 1.5


def build_job(number: int, *, price: Price, created_at: datetime) -> Job:
    """Build a job that was just accepted."""
    return Job(
        id=f"{number:024}",
        request=GenerationRequest(options=RequestOptions(prompt="The sun sets"), first_frame=_PICTURE),
        requester=_ADA,
        address=ReplyAddress(platform="web", place="general"),
        price=price,
        created_at=created_at,
    )


async def live(store: SqlJobStore, first: int, *, price: Price, limited: bool = False) -> None:
    """Let jobs go all the way through the store, one after the other."""
    now = datetime.now(UTC)
    account = Account(kind=AccountKind.PERSON, platform="web", id="u1")
    budgets = [build_monthly_budget(account, limit_units=10**12, now=now)] if limited else []
    for number in range(first, first + _JOBS):
        job = build_job(number, price=price, created_at=now)
        await store.add(job, budgets=budgets)
        for state in _WAY:
            await store.change(job.id, lambda one, state=state: replace(one.moved(state), finished_at=now))  # type: ignore[misc] # a default binds the state


async def measure(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Return the CPU and wall seconds that work takes."""
    cpu, wall = time.process_time(), time.perf_counter()
    await work()
    return time.process_time() - cpu, time.perf_counter() - wall


async def compare_books(database: Database) -> bool:
    """Print what the ledger adds to a job's rows; return whether it is little."""
    store = SqlJobStore(database)
    free, paid = Price(), Price(credits=25)
    await live(store, 0, price=free)
    free_cpu, _ = await measure(lambda: live(store, 10_000, price=free))
    paid_cpu, _ = await measure(lambda: live(store, 20_000, price=paid))
    limited_cpu, _ = await measure(lambda: live(store, 30_000, price=paid, limited=True))
    for name, cpu in (("free", free_cpu), ("paid", paid_cpu), ("paid, with a budget", limited_cpu)):
        print(f"{name:<22}{cpu / _JOBS * 1000:6.2f} ms of CPU per job, {cpu / free_cpu:.2f} x a free one")
    return paid_cpu / free_cpu <= _MOST_RATIO


async def sweep_many(database: Database, folder: Path) -> None:
    """Print what it takes to count and to clean many jobs."""
    store, ended_at = SqlJobStore(database), datetime.now(UTC) - timedelta(days=3)
    for number in range(_MANY):
        job = build_job(100_000 + number, price=Price(), created_at=ended_at)
        await store.add(replace(job, state=JobState.DONE, finished_at=ended_at + timedelta(seconds=number / 1000)))

    async def clean_nothing(_before: datetime) -> int:
        return 0

    sweeper = Sweeper(
        jobs=store,
        archive=SqlJobArchive(database),
        media=MediaFolder(folder / "media"),
        times=KeepingTimes(rows=timedelta(days=365)),
        clean_history=clean_nothing,
    )
    now = datetime.now(UTC)
    works: dict[str, Callable[[], Awaitable[object]]] = {
        "census": lambda: SqlCensus(database).read(now=now),
        "first sweep": lambda: sweeper.sweep(now),
        "sweep with nothing due": lambda: sweeper.sweep(now),
    }
    for name, work in works.items():
        cpu, wall = await measure(work)
        print(f"{name:<22}{cpu:6.2f} s of CPU, {wall:6.2f} s for {_MANY:,} jobs")


async def main() -> None:
    """Measure everything; end with 1 where the books cost too much."""
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with TemporaryDirectory() as name:
        folder = Path(name)
        async with open_database(f"sqlite:///{folder / 'store.db'}") as database:
            is_cheap = await compare_books(database)
            await sweep_many(database, folder)
    if not is_cheap:
        raise SystemExit(1)


if __name__ == "__main__":
    asyncio.run(main())
