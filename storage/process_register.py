"""Which of the processes that share a PostgreSQL live: each holds a lock in a session of its own while it does.

The server itself ends a session that has been silent for too long, and frees its lock. So a process that was killed,
that hangs, that is frozen or that lost its network is dead after the same few seconds, whatever it believes itself.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Row, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import ServiceBusy
from bot.messages import storage as messages
from storage.database import Database, build_address
from storage.failures import translated_database_errors
from storage.process_tables import processes

#: A process that has been silent for longer is dead.
_LEASE_SECONDS = 3.0
#: So long the dead are remembered, in case one of them was only frozen and takes something up when it thaws.
_MEMORY = timedelta(hours=1)


class SqlProcessRegister:
    """The register as one process uses it; made by `open_process_register`."""

    def __init__(self, process_id: str, *, database: Database, engine: AsyncEngine, lease_seconds: float) -> None:
        """Stand for `process_id`; `engine` opens sessions that are not shared."""
        self.process_id = process_id
        #: How long a process may be silent before it counts as dead.
        self.lease_seconds = lease_seconds
        self._database = database
        self._engine = engine
        self._transactions = engine.execution_options(isolation_level="READ COMMITTED")
        self._session: AsyncConnection | None = None

    async def join(self) -> bool:
        """Take this process's lock, whether or not it was dead; return False while another still takes its jobs over.

        Raise `ServiceBusy` when the server cannot be reached.
        """
        await self.leave()
        with translated_database_errors():
            async with asyncio.timeout(self.lease_seconds):
                self._session = await self._engine.connect()
                await self._session.exec_driver_sql(f"SET idle_session_timeout = {round(self.lease_seconds * 1000)}")
                lock = select(func.pg_try_advisory_lock(_build_lock_key(self.process_id)))
                if not (await self._session.execute(lock)).scalar_one():
                    return False
        await self._write_down()
        return True

    async def renew(self) -> None:
        """Prove that this process lives; raise `ServiceBusy` when it counts as dead or cannot know."""
        if self._session is None:
            raise ServiceBusy(messages.storage_busy(), code="lease_lost")
        with translated_database_errors():
            async with asyncio.timeout(self.lease_seconds):
                await self._session.execute(text("SELECT 1"))

    async def leave(self) -> None:
        """Let go of the lock, so that others take this process's jobs over at once."""
        session, self._session = self._session, None
        if session is not None:
            await _close(session)

    @asynccontextmanager
    async def burial(self, *, again: bool) -> AsyncIterator[Sequence[str]]:
        """Lend the ids of processes that died; none of them can come back before the end of the block.

        `again` lends also those that were lent before. When the block fails, they are lent anew the next time.
        """
        now = datetime.now(UTC)
        # Its own engine's, since this transaction stays open while others work.
        with translated_database_errors():
            async with self._transactions.begin() as connection:
                dead = [
                    row.id
                    for row in await self._read_others(connection, again=again)
                    if await _is_dead(connection, row)
                ]
                yield dead
                marking = update(processes).where(processes.c.id.in_(dead), processes.c.died_at.is_(None))
                await connection.execute(marking.values(died_at=now))
                await connection.execute(delete(processes).where(processes.c.died_at < now - _MEMORY))

    async def is_alone(self) -> bool:
        """Tell whether no other process lives."""
        query = select(processes.c.id).where(processes.c.id != self.process_id)
        with translated_database_errors():
            async with self._transactions.begin() as connection:
                others = (await connection.execute(query)).all()
                return all([await _is_dead(connection, row) for row in others])

    async def _read_others(self, connection: AsyncConnection, *, again: bool) -> Sequence[Row[tuple[str]]]:
        """Return the processes to look at, leaving out those that another looks at right now."""
        query = select(processes.c.id).where(processes.c.id != self.process_id)
        if not again:
            query = query.where(processes.c.died_at.is_(None))
        return (await connection.execute(query.with_for_update(skip_locked=True))).all()

    async def _write_down(self) -> None:
        row = {"id": self.process_id, "joined_at": datetime.now(UTC), "died_at": None}
        statement = insert(processes).values(row).on_conflict_do_update(index_elements=["id"], set_={"died_at": None})
        await self._database.write(lambda connection: connection.execute(statement))


@asynccontextmanager
async def open_process_register(
    process_id: str, *, address: str, database: Database, lease_seconds: float = _LEASE_SECONDS
) -> AsyncIterator[SqlProcessRegister]:
    """Lend the register at a PostgreSQL address; leaving the block leaves the register."""
    engine = create_async_engine(build_address(address), pool_pre_ping=True, isolation_level="AUTOCOMMIT")
    register = SqlProcessRegister(process_id, database=database, engine=engine, lease_seconds=lease_seconds)
    try:
        yield register
    finally:
        await register.leave()
        await engine.dispose()


async def _is_dead(connection: AsyncConnection, row: Row[tuple[str]]) -> bool:
    """Tell whether a process's lock is free, and hold it until the end of the transaction if it is."""
    lock = select(func.pg_try_advisory_xact_lock(_build_lock_key(row.id)))
    return bool((await connection.execute(lock)).scalar_one())


async def _close(session: AsyncConnection) -> None:
    """Close a session, whose other end may be gone."""
    try:
        await session.invalidate()
        await session.close()
    except SQLAlchemyError:
        return


def _build_lock_key(process_id: str) -> int:
    digest = hashlib.sha256(f"flipbook process {process_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
