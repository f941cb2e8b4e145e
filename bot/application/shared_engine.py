"""The engine of many processes, on the database that they share.

Whoever is alone does not import this: the library behind it takes a third of a second and 14 MB at every start.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from pydantic import SecretStr

from bot.application.sharing import Sharing, read_shared_address
from bot.job.durable_engine import EngineProcess, forget_lives, open_engine
from bot.job.engine import EngineLimits, JobEngine, Life
from bot.job.job import Job
from storage.engine_database import build_shared_engine_database


@asynccontextmanager
async def open_shared_engine(
    life: Life, *, sharing: Sharing, limits: EngineLimits, runs_jobs: bool
) -> AsyncIterator[JobEngine]:
    """Lend the engine; a process that does not run jobs only queues them."""
    database = build_shared_engine_database(sharing.address)
    process = EngineProcess(id=sharing.process_id, is_one_of_many=True, runs_jobs=runs_jobs)
    # Whatever the engine gives this process to do must be known as its own from the first moment.
    await sharing.lease.take()
    try:
        async with open_engine(life, database=database, limits=limits, process=process) as engine:
            yield engine
    finally:
        database.dispose()


async def forget_shared_lives(ended: Sequence[Job], *, database_url: SecretStr) -> None:
    """Delete what the engine remembers of jobs that ended; it may be running."""
    database = build_shared_engine_database(read_shared_address(database_url))
    try:
        await forget_lives(database, {job.id: job.attempt for job in ended})
    finally:
        await asyncio.to_thread(database.dispose)
