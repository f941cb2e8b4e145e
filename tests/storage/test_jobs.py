import asyncio
from dataclasses import replace

from sqlalchemy import select, update

from bot.job.job import Job, JobState
from storage.database import Database, open_database
from storage.jobs import SqlJobStore
from storage.tables import jobs
from tests.contracts.samples import build_job


async def test_jobs_survive_a_restart(address: str) -> None:
    async with open_database(address) as database:
        await SqlJobStore(database).add(build_job("a"))

    async with open_database(address) as database:
        stored = await SqlJobStore(database).read(build_job("a").id)

    assert stored == build_job("a")


async def test_parallel_changes_of_two_processes_lose_nothing(address: str) -> None:
    job = build_job("a")

    def count_one_more(job: Job) -> Job:
        return replace(job, attempt=job.attempt + 1)

    async with open_database(address) as first, open_database(address) as second:
        stores = [SqlJobStore(first), SqlJobStore(second)]
        await stores[0].add(job)
        await asyncio.gather(*(store.change(job.id, count_one_more) for store in stores * 15))
        stored = await stores[1].read(job.id)

    assert stored == replace(job, attempt=31)


async def test_states_are_stored_as_readable_words(database: Database) -> None:
    await SqlJobStore(database).add(build_job("a", state=JobState.RENDERING))

    row = await database.read(lambda connection: connection.execute(select(jobs.c.state, jobs.c.quality)).one())

    assert tuple(row) == ("rendering", "720p")


async def test_a_row_from_before_a_field_existed_gets_its_default(database: Database) -> None:
    store = SqlJobStore(database)
    await store.add(build_job("a"))
    statement = update(jobs).values(details={"price": {"credits": 3}})
    await database.write(lambda connection: connection.execute(statement))

    stored = await store.read(build_job("a").id)

    assert stored is not None
    assert stored.price.credits == 3
    assert stored.attempt == 1
