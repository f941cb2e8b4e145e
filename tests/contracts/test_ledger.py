"""What every ledger does together with the job store that writes into it."""

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from bot.errors import RequestRefused
from bot.job.job import Charge, Failure, Job, JobState, Price, ReplyAddress, Requester
from bot.policy.budget import build_monthly_budget
from bot.policy.ledger import Account, AccountKind, Books, LedgerEntry
from bot.ports import JobStore, Ledger
from storage.database import Database
from storage.jobs import SqlJobStore
from storage.ledger import SqlLedger
from tests.contracts.samples import NOON, after_noon, build_job
from tests.fakes.jobs import MemoryJobStore

ADA = Account(kind=AccountKind.PERSON, platform="web", id="u1")
WEB = Account(kind=AccountKind.SERVER, platform="web", id="")
MARCH = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Desk:
    """A job store and the ledger that it writes into."""

    jobs: JobStore
    ledger: Ledger

    async def start(self, job_id: str, **changes: object) -> Job:
        """Accept a job of 2.5 credits."""
        job = build_job(job_id, **{"price": Price(credits=2.5), **changes})
        await self.jobs.add(job)
        return job

    async def move(self, job: Job, *states: JobState) -> None:
        """Let a job pass through states."""
        for state in states:
            await self.jobs.change(job.id, lambda one, state=state: replace(one, state=state))  # type: ignore[misc] # mypy cannot infer a lambda with a default

    async def end(self, job: Job, state: JobState, charge: Charge | None = None) -> None:
        """Let a job end."""
        failure = None if charge is None else Failure(sentence="It failed.", code="broken", charge=charge)
        await self.jobs.change(
            job.id, lambda one: replace(one, state=state, failure=failure, finished_at=after_noon(60))
        )


@pytest.fixture
def desk(database: Database | None) -> Desk:
    if database is not None:
        return Desk(SqlJobStore(database), SqlLedger(database))
    jobs = MemoryJobStore()
    return Desk(jobs, jobs.ledger)


async def test_a_new_job_reserves_its_price(desk: Desk) -> None:
    job = await desk.start("a", address=ReplyAddress(platform="discord", tenant="s1", place="p"))

    assert await desk.ledger.read_entry(job.id) == LedgerEntry(
        job_id=job.id,
        person=ADA,
        server=Account(kind=AccountKind.SERVER, platform="discord", id="s1"),
        reserved_units=25_000,
        reserved_at=NOON,
    )
    assert await desk.ledger.read_books() == Books(reserved=25_000, running=25_000)


async def test_a_job_that_costs_nothing_reserves_nothing(desk: Desk) -> None:
    job = await desk.start("a", price=Price())
    await desk.end(job, JobState.DONE)

    assert await desk.ledger.read_entry(job.id) is None
    assert await desk.ledger.read_books() == Books()


async def test_the_same_job_twice_is_one_reservation(desk: Desk) -> None:
    job = await desk.start("a")

    assert not await desk.jobs.add(job)
    assert (await desk.ledger.read_books()).reserved == 25_000


@pytest.mark.parametrize(
    ("state", "charge", "settled_units"),
    [
        (JobState.DONE, None, 25_000),
        (JobState.FAILED, Charge.CHARGED, 25_000),
        (JobState.EXPIRED, Charge.UNKNOWN, 25_000),
        (JobState.FAILED, Charge.NOT_CHARGED, 0),
        (JobState.CANCELLED, Charge.NOT_CHARGED, 0),
    ],
)
async def test_what_was_charged_is_settled_and_the_rest_released(
    desk: Desk, state: JobState, charge: Charge | None, settled_units: int
) -> None:
    job = await desk.start("a")
    await desk.end(job, state, charge)

    entry = await desk.ledger.read_entry(job.id)
    assert entry is not None
    assert (entry.settled_units, entry.released_units) == (settled_units, 25_000 - settled_units)
    assert entry.closed_at == after_noon(60)
    assert (await desk.ledger.read_books()).is_balanced


@pytest.mark.parametrize("state", [state for state in JobState if not state.is_final])
async def test_a_job_on_its_way_stays_reserved(desk: Desk, state: JobState) -> None:
    job = await desk.start("a")
    await desk.jobs.change(job.id, lambda one: replace(one, state=state))

    assert await desk.ledger.read_books() == Books(reserved=25_000, running=25_000)


@pytest.mark.parametrize(
    ("state", "charge", "settled", "released"),
    [
        (JobState.DONE, None, 50_000, 0),
        (JobState.FAILED, Charge.NOT_CHARGED, 25_000, 25_000),
        (JobState.FAILED, Charge.UNKNOWN, 50_000, 0),
    ],
)
async def test_a_doubt_stays_charged_when_the_job_is_tried_again(
    desk: Desk, state: JobState, charge: Charge | None, settled: int, released: int
) -> None:
    job = await desk.start("a")
    await desk.move(job, JobState.UNCLEAR, JobState.SUBMITTING)
    running = await desk.ledger.read_books()
    await desk.end(job, state, charge)

    assert running == Books(reserved=50_000, running=50_000)
    assert await desk.ledger.read_books() == Books(reserved=50_000, settled=settled, released=released)


async def test_a_doubt_that_is_settled_by_looking_reserves_nothing_more(desk: Desk) -> None:
    job = await desk.start("a")
    await desk.move(job, JobState.UNCLEAR, JobState.RENDERING)

    assert (await desk.ledger.read_books()).reserved == 25_000


async def test_a_refund_gives_back_every_attempt(desk: Desk) -> None:
    job = await desk.start("a")
    await desk.move(job, JobState.UNCLEAR, JobState.SUBMITTING)
    await desk.end(job, JobState.DONE)
    await desk.ledger.refund(job.id, at=after_noon(90))

    assert await desk.ledger.read_books() == Books(reserved=50_000, released=50_000)


async def test_ending_again_settles_nothing_again(desk: Desk) -> None:
    job = await desk.start("a")
    for _ in range(2):
        await desk.end(job, JobState.DONE)

    assert await desk.ledger.read_books() == Books(reserved=25_000, settled=25_000)


async def test_what_is_found_out_later_counts(desk: Desk) -> None:
    job = await desk.start("a")
    await desk.end(job, JobState.EXPIRED, Charge.UNKNOWN)
    await desk.jobs.change(job.id, lambda one: replace(one, state=JobState.RENDERING))
    await desk.end(job, JobState.FAILED, Charge.NOT_CHARGED)

    assert await desk.ledger.read_books() == Books(reserved=25_000, released=25_000)


async def test_a_refund_releases_what_was_settled_once(desk: Desk) -> None:
    job = await desk.start("a")
    await desk.end(job, JobState.DONE)

    refunded = [await desk.ledger.refund(job.id, at=after_noon(90)) for _ in range(2)]

    assert refunded == [True, False]
    entry = await desk.ledger.read_entry(job.id)
    assert entry is not None
    assert (entry.settled_units, entry.released_units, entry.refunded_at) == (0, 25_000, after_noon(90))
    assert await desk.ledger.read_spent(ADA, since=MARCH) == 0


async def test_a_refund_stands_whatever_is_found_out_later(desk: Desk) -> None:
    job = await desk.start("a")
    await desk.end(job, JobState.EXPIRED, Charge.UNKNOWN)
    await desk.ledger.refund(job.id, at=after_noon(90))
    await desk.jobs.change(job.id, lambda one: replace(one, state=JobState.RENDERING))
    await desk.end(job, JobState.DONE)

    assert await desk.ledger.read_books() == Books(reserved=25_000, released=25_000)


async def test_what_runs_has_nothing_to_refund(desk: Desk) -> None:
    job = await desk.start("a")

    assert not await desk.ledger.refund(job.id, at=after_noon(90))
    assert not await desk.ledger.refund("unknown", at=after_noon(90))


async def test_only_what_is_reserved_or_settled_since_then_counts_as_spent(desk: Desk) -> None:
    await desk.start("running")
    await desk.end(await desk.start("done"), JobState.DONE)
    await desk.end(await desk.start("untaken"), JobState.FAILED, Charge.NOT_CHARGED)
    await desk.start("old", created_at=datetime(2026, 2, 28, tzinfo=UTC))
    await desk.start("bobs", requester=Requester(platform="web", id="u2", name="Bob"))
    await desk.start("elsewhere", address=ReplyAddress(platform="discord", tenant="s1", place="p"))

    assert await desk.ledger.read_spent(ADA, since=MARCH) == 75_000
    assert await desk.ledger.read_spent(WEB, since=MARCH) == 75_000


async def test_a_job_beyond_a_budget_is_refused_and_leaves_nothing(desk: Desk) -> None:
    budgets = [build_monthly_budget(ADA, limit_units=40_000, now=NOON)]
    first, second = (build_job(name, price=Price(credits=2.5)) for name in "ab")

    assert await desk.jobs.add(first, budgets=budgets)
    with pytest.raises(RequestRefused, match=r"costs about 2\.5 credits, and you have 1\.5 credits left until 1 April"):
        await desk.jobs.add(second, budgets=budgets)

    assert await desk.jobs.read(second.id) is None
    assert await desk.ledger.read_books() == Books(reserved=25_000, running=25_000)


async def test_a_budget_can_be_spent_to_the_last_unit(desk: Desk) -> None:
    budgets = [build_monthly_budget(one, limit_units=25_000, now=NOON) for one in (ADA, WEB)]

    assert await desk.jobs.add(build_job("a", price=Price(credits=2.5)), budgets=budgets)


async def test_a_repeated_job_is_known_even_when_the_budget_is_spent(desk: Desk) -> None:
    budgets = [build_monthly_budget(ADA, limit_units=25_000, now=NOON)]
    job = build_job("a", price=Price(credits=2.5))
    await desk.jobs.add(job, budgets=budgets)

    assert not await desk.jobs.add(job, budgets=budgets)


async def test_jobs_that_come_at_once_cannot_overdraw_a_budget(desk: Desk) -> None:
    budgets = [build_monthly_budget(one, limit_units=100_000, now=NOON) for one in (ADA, WEB)]
    jobs = [build_job(f"{number:02}", price=Price(credits=2.5)) for number in range(10)]

    answers = await asyncio.gather(*(desk.jobs.add(job, budgets=budgets) for job in jobs), return_exceptions=True)

    assert answers.count(True) == 4
    assert sum(isinstance(answer, RequestRefused) for answer in answers) == 6
    assert (await desk.ledger.read_books()).reserved == 100_000


async def test_reconciling_balanced_books_changes_nothing(desk: Desk) -> None:
    await desk.start("running")
    await desk.end(await desk.start("done"), JobState.DONE)

    assert await desk.ledger.reconcile() == 0
    assert await desk.ledger.read_books() == Books(reserved=50_000, settled=25_000, running=25_000)
