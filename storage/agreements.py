"""What all processes on one database have to agree on: the first writes it down, the others are held against it."""

from sqlalchemy import select, update

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
        async with self._database.writing() as connection:
            await connection.execute(statement)
            stored = await connection.execute(select(agreements.c.value).where(agreements.c.name == name))
        return bool(stored.scalar_one() == value)

    async def replace(self, name: str, value: str) -> None:
        """Write another value down, from which on all others are held against it."""
        async with self._database.writing() as connection:
            await connection.execute(update(agreements).where(agreements.c.name == name).values(value=value))
