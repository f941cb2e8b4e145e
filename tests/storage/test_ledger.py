from dataclasses import replace

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from bot.errors import ServiceFailed
from bot.job.job import Charge, Failure, Job, JobState, Price
from bot.policy.ledger import Books
from storage.database import Database
from storage.jobs import SqlJobStore
from storage.ledger import SqlLedger
from storage.tables import jobs, ledger
from tests.contracts.samples import NOON, build_job


async def keep(database: Database, job_id: str, **changes: object) -> Job:
    """Store a job that costs one credit."""
    job = build_job(job_id, price=Price(credits=1), **changes)
    await SqlJobStore(database).add(job)
    return job


async def end_behind_its_back(database: Database, job: Job, state: JobState, failure: Failure | None = None) -> None:
    """End a job as a version does that knows of no ledger."""
    ended = replace(job, state=state, failure=failure, finished_at=NOON)
    await SqlJobStore(database).change(job.id, lambda _: ended)
    values = {"closed_at": None, "settled_units": 0, "released_units": 0}
    statement = update(ledger).where(ledger.c.job_id == job.id).values(values)
    await database.write(lambda connection: connection.execute(statement))


@pytest.mark.parametrize(
    ("state", "failure", "books"),
    [
        (JobState.DONE, None, Books(reserved=10_000, settled=10_000)),
        (JobState.FAILED, Failure(sentence="No.", code="no"), Books(reserved=10_000, released=10_000)),
        (
            JobState.EXPIRED,
            Failure(sentence="No.", code="no", charge=Charge.UNKNOWN),
            Books(reserved=10_000, settled=10_000),
        ),
    ],
)
async def test_what_another_version_left_open_is_closed(
    database: Database, state: JobState, failure: Failure | None, books: Books
) -> None:
    job = await keep(database, "a")
    await end_behind_its_back(database, job, state, failure)

    assert await SqlLedger(database).reconcile() == 1
    assert await SqlLedger(database).read_books() == books


async def test_the_entry_of_a_job_that_is_gone_is_closed(database: Database) -> None:
    await keep(database, "a")
    await database.write(lambda connection: connection.execute(delete(jobs)))

    assert await SqlLedger(database).reconcile() == 1
    assert await SqlLedger(database).read_books() == Books(reserved=10_000, settled=10_000)


async def test_the_database_itself_refuses_books_that_do_not_balance(database: Database) -> None:
    async def write() -> None:
        row = {
            "job_id": "a",
            "person_platform": "web",
            "person_id": "u1",
            "server_platform": "web",
            "server_id": "",
            "reserved_units": 5,
            "settled_units": 3,
            "released_units": 1,
            "reserved_at": NOON,
            "closed_at": NOON,
        }
        await database.write(lambda connection: connection.execute(insert(ledger).values(row)))

    with pytest.raises(ServiceFailed) as caught:
        await write()

    assert isinstance(caught.value.__cause__, IntegrityError)
