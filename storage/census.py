"""Counts what is in the database, for whoever looks at the bot from outside."""

from datetime import datetime

from sqlalchemy import func, select, text

from bot.job.job import JobState
from bot.metrics.meter import Census
from storage.database import Database
from storage.ledger import SqlLedger
from storage.tables import jobs


class SqlCensus:
    """Reads counts and sums."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    async def read(self, *, now: datetime) -> Census:
        """Return how many jobs there are in each state, how old the oldest are, and what the ledger sums up to."""
        query = select(jobs.c.state, func.count(), func.min(jobs.c.created_at)).group_by(jobs.c.state)
        found = await self._database.read(lambda connection: connection.execute(query).all())
        rows = [(JobState(state), count, oldest) for state, count, oldest in found]
        return Census(
            jobs={state: count for state, count, _ in rows},
            oldest_age_seconds={
                state: (now - oldest).total_seconds() for state, _, oldest in rows if not state.is_final
            },
            books=await SqlLedger(self._database).read_books(),
        )

    async def ping(self) -> None:
        """Ask the database for nothing; raise `ServiceFailed` when it does not answer."""
        await self._database.read(lambda connection: connection.execute(text("SELECT 1")).all())
