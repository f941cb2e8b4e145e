"""What all processes on one database have to agree on: the first writes it down, the others are held against it."""

from sqlalchemy import Connection, select, update

from storage.database import Database
from storage.process_tables import agreements


class SqlAgreements:
    """Keeps values, under names, that must be the same everywhere."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    async def agree(self, name: str, value: str) -> bool:
        """Write a value down where there is none yet; return whether the one that stands there is the same."""
        statement = self._database.build_insert(agreements).values(name=name, value=value)

        def write(connection: Connection) -> bool:
            connection.execute(statement)
            stored = connection.execute(select(agreements.c.value).where(agreements.c.name == name))
            return bool(stored.scalar_one() == value)

        return await self._database.write(write)

    async def replace(self, name: str, value: str) -> None:
        """Write another value down, from which on all others are held against it."""
        statement = update(agreements).where(agreements.c.name == name).values(value=value)
        await self._database.write(lambda connection: connection.execute(statement))
