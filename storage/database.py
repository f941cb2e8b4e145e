"""The database: opened once, migrated, and lent as reading and writing transactions. Tables are not its business."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path

from sqlalchemy import URL, Table, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import RequestRefused
from bot.messages import storage as messages
from storage.failures import translated_database_errors, translated_disk_errors
from storage.schema import upgrade_schema
from storage.sqlite import WRITES, configure_store

_ASYNC_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
_BLOCKING_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}

#: Every SQLite connection is a thread, and readers of a local file are quick.
_CONNECTIONS = 5


class Database:
    """Lends transactions; foreign errors leave it as `ServiceBusy` or `ServiceFailed`."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use an engine whose schema is up to date."""
        self._engine = engine
        self._writer = engine.execution_options(**{WRITES: True})
        self._is_sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer at a time and makes the others poll; here they queue up in order instead.
        self._turn: AbstractAsyncContextManager[None] = asyncio.Lock() if self._is_sqlite else nullcontext()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Lend a transaction that sees one state of the database and changes nothing."""
        with translated_database_errors():
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Lend a transaction that commits at the end; on SQLite nobody else writes meanwhile."""
        with translated_database_errors():
            async with self._turn, self._writer.begin() as connection:
                yield connection

    def build_insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """Build an insert that leaves a row alone whose key is taken; what it returns tells which it was."""
        if self._is_sqlite:
            return sqlite.insert(table).on_conflict_do_nothing()
        return postgresql.insert(table).on_conflict_do_nothing()


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open `sqlite:///path` or `postgresql://...`, create or upgrade its schema, and close it at the end.

    Raise `RequestRefused` for other addresses and for a database of a later version. Use it from one event loop only.
    """
    backend = _parse_address(url).get_backend_name()
    with translated_database_errors():
        await asyncio.to_thread(_prepare, build_blocking_address(url))
    engine = create_async_engine(
        build_async_address(url), pool_size=_CONNECTIONS, max_overflow=0, pool_pre_ping=backend == "postgresql"
    )
    if backend == "sqlite":
        configure_store(engine.sync_engine)
    try:
        yield Database(engine)
    finally:
        await engine.dispose()


def build_async_address(url: str) -> URL:
    """Return the address under which asynchronous connections are opened; raise `RequestRefused` for unusable ones."""
    parsed = _parse_address(url)
    return parsed.set(drivername=_ASYNC_DRIVERS[parsed.get_backend_name()])


def build_blocking_address(url: str) -> URL:
    """Return the address under which blocking connections are opened; raise `RequestRefused` for unusable ones."""
    parsed = _parse_address(url)
    return parsed.set(drivername=_BLOCKING_DRIVERS[parsed.get_backend_name()])


def _parse_address(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise RequestRefused(messages.database_address_unusable(), option="database_url") from error
    if parsed.get_backend_name() not in _ASYNC_DRIVERS:
        raise RequestRefused(messages.database_address_unusable(), option="database_url")
    return parsed


def _prepare(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and url.database:
        with translated_disk_errors():
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    upgrade_schema(url)
