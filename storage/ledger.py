"""The ledger in the database. Entries are written in the transactions that store jobs; see `storage.jobs`."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Update, and_, bindparam, case, func, select, text, update
from sqlalchemy.engine import RowMapping

from bot.job.job import Charge, Job, JobState
from bot.policy.budget import Budget
from bot.policy.ledger import Account, AccountKind, Books, LedgerEntry, count_released, count_units
from storage.database import Database
from storage.tables import jobs, ledger

_ENDED = frozenset(state for state in JobState if state.is_final)
_SPENT = ledger.c.reserved_units - ledger.c.released_units


def _build_closing() -> Update:
    """Build what closes an entry, giving so much back; it is built once, which costs more than running it."""
    ended_at = bindparam("ended_at", type_=ledger.c.closed_at.type)
    given_back = bindparam("given_back", type_=ledger.c.released_units.type)
    return (
        update(ledger)
        .where(ledger.c.job_id == bindparam("closed_job_id"), ledger.c.refunded_at.is_(None))
        .values(
            settled_units=ledger.c.reserved_units - given_back,
            released_units=given_back,
            closed_at=func.coalesce(ledger.c.closed_at, ended_at, ledger.c.reserved_at),
        )
    )


_CLOSE = _build_closing()


class SqlLedger:
    """Reads and corrects the books."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    async def read_entry(self, job_id: str) -> LedgerEntry | None:
        """Return what was reserved for a job and what became of it; None for a job that costs nothing."""
        query = select(ledger).where(ledger.c.job_id == job_id)
        row = await self._database.read(lambda connection: connection.execute(query).mappings().one_or_none())
        return None if row is None else _build_entry(row)

    async def read_spent(self, account: Account, *, since: datetime) -> int:
        """Return in units what an account has reserved since a moment, less what was released again."""
        return await self._database.read(lambda connection: _read_spent(connection, account, since=since))

    async def read_books(self) -> Books:
        """Return all entries summed up."""
        running = case((ledger.c.closed_at.is_(None), ledger.c.reserved_units), else_=0)
        columns = (ledger.c.reserved_units, ledger.c.settled_units, ledger.c.released_units, running)
        query = select(*(func.coalesce(func.sum(column), 0) for column in columns))
        found = await self._database.read(lambda connection: connection.execute(query).one())
        sums = [int(total) for total in found]
        return Books(reserved=sums[0], settled=sums[1], released=sums[2], running=sums[3])

    async def refund(self, job_id: str, *, at: datetime) -> bool:
        """Release what was settled for a job; return whether there was anything to give back."""
        statement = (
            update(ledger)
            .where(ledger.c.job_id == job_id, ledger.c.settled_units > 0)
            .values(settled_units=0, released_units=ledger.c.reserved_units, refunded_at=at)
        )
        return await self._database.write(lambda connection: connection.execute(statement).rowcount == 1)

    async def reconcile(self) -> int:
        """Close entries whose job has ended or is gone, as another version may leave them; return how many."""
        job = jobs.alias()
        charge, price = job.c.details[("failure", "charge")].as_string(), job.c.details[("price", "credits")].as_float()
        stale = (
            select(ledger.c.job_id, charge, price, job.c.state, job.c.finished_at)
            .join_from(ledger, job, ledger.c.job_id == job.c.id, isouter=True)
            .where(ledger.c.closed_at.is_(None), job.c.id.is_(None) | job.c.state.in_(sorted(_ENDED)))
        )

        def close_stale(connection: Connection) -> int:
            rows = connection.execute(stale).all()
            for job_id, charge, price, state, finished_at in rows:
                given_back = 0 if _was_charged(charge, state) else count_units(price)
                _close(connection, job_id, given_back=given_back, at=finished_at)
            return len(rows)

        return await self._database.write(close_stale)


def reserve(connection: Connection, job: Job, budgets: Sequence[Budget]) -> None:
    """Enter a new job that costs something; raise `RequestRefused` when that is beyond one of the budgets."""
    entry = LedgerEntry.of(job)
    if entry.reserved_units == 0:
        return
    for budget in budgets:
        _wait_for_turn(connection, budget.account)
        spent_units = _read_spent(connection, budget.account, since=budget.begins_at)
        budget.require(entry.reserved_units, spent_units=spent_units)
    connection.execute(ledger.insert(), _build_row(entry))


def reserve_again(connection: Connection, job: Job) -> None:
    """Reserve the price of a job once more; what its earlier attempt may have cost stays reserved, and is settled."""
    more = {"reserved_units": ledger.c.reserved_units + count_units(job.price.credits)}
    connection.execute(update(ledger).where(ledger.c.job_id == job.id, ledger.c.closed_at.is_(None)).values(more))


def close_entry(connection: Connection, job: Job) -> None:
    """Settle or release what was reserved for a job that ended; doing so again keeps to what is known last."""
    if job.price.credits is not None:
        _close(connection, job.id, given_back=count_released(job), at=job.finished_at)


def _close(connection: Connection, job_id: str, *, given_back: int, at: datetime | None) -> None:
    """Close an entry, unless an operator has given its credits back, which stands."""
    connection.execute(_CLOSE, {"closed_job_id": job_id, "given_back": given_back, "ended_at": at})


def _read_spent(connection: Connection, account: Account, *, since: datetime) -> int:
    query = select(func.coalesce(func.sum(_SPENT), 0)).where(_belongs_to(account), ledger.c.reserved_at >= since)
    return int(connection.execute(query).scalar_one())


def _wait_for_turn(connection: Connection, account: Account) -> None:
    """Let jobs of one account be entered one after the other; SQLite's write lock does so by itself."""
    if connection.dialect.name == "postgresql":
        name = f"{account.kind}/{account.platform}/{account.id}"
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name})


def _belongs_to(account: Account) -> ColumnElement[bool]:
    if account.kind is AccountKind.PERSON:
        return and_(ledger.c.person_platform == account.platform, ledger.c.person_id == account.id)
    return and_(ledger.c.server_platform == account.platform, ledger.c.server_id == account.id)


def _was_charged(charge: str | None, state: str | None) -> bool:
    """Tell the same as `is_charged` of what the database holds; a job that is gone is in doubt."""
    return state == JobState.DONE or charge != Charge.NOT_CHARGED


def _build_row(entry: LedgerEntry) -> Mapping[str, object]:
    return {
        "job_id": entry.job_id,
        "person_platform": entry.person.platform,
        "person_id": entry.person.id,
        "server_platform": entry.server.platform,
        "server_id": entry.server.id,
        "reserved_units": entry.reserved_units,
        "settled_units": entry.settled_units,
        "released_units": entry.released_units,
        "reserved_at": entry.reserved_at,
    }


def _build_entry(row: RowMapping) -> LedgerEntry:
    plain = ("job_id", "reserved_units", "settled_units", "released_units", "reserved_at", "closed_at", "refunded_at")
    return LedgerEntry(
        **{name: row[name] for name in plain},
        person=Account(kind=AccountKind.PERSON, platform=row["person_platform"], id=row["person_id"]),
        server=Account(kind=AccountKind.SERVER, platform=row["server_platform"], id=row["server_id"]),
    )
