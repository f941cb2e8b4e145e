"""Claims: what only one of many processes may do, such as answering one event. The first to write it down does it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, delete, select

from storage.database import Database
from storage.process_tables import claims

#: Longer than any platform delivers one event again.
_LIFETIME = timedelta(days=2)
#: Old claims are removed once in so many new ones.
_SWEEP_EVERY = 500


class SqlClaimStore:
    """Keeps claims in the database."""

    def __init__(self, database: Database, *, process_id: str) -> None:
        """Claim for one process."""
        self._database = database
        self._process_id = process_id
        self._until_sweep = 0

    async def claim(self, name: str) -> bool:
        """Return True when this process may do what `name` stands for, now and whenever it asks again."""
        now = datetime.now(UTC)
        row = {"name": name, "process_id": self._process_id, "claimed_at": now}
        statement = self._database.build_insert(claims).values(row)
        is_time_to_sweep = self._until_sweep == 0
        self._until_sweep = (_SWEEP_EVERY if is_time_to_sweep else self._until_sweep) - 1

        def write(connection: Connection) -> bool:
            connection.execute(statement)
            owner = connection.execute(select(claims.c.process_id).where(claims.c.name == name)).scalar_one_or_none()
            if is_time_to_sweep:
                connection.execute(delete(claims).where(claims.c.claimed_at < now - _LIFETIME))
            return owner == self._process_id

        return await self._database.write(write)
