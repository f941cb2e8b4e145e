"""The database: opened once, migrated, and lent as reading and writing transactions. Tables are not its business."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from sqlalchemy import URL, Connection, Engine, Table, create_engine, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError

from bot.disk_faults import translated_disk_errors
from bot.errors import RequestRefused
from bot.messages import storage as messages
from storage.failures import translated_database_errors
from storage.schema import upgrade_schema
from storage.sqlite import WRITES, configure_store
from storage.transaction_queue import TransactionQueue

_DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg"}

#: A server that vanishes without a word, as behind a network that broke, holds a transaction up for no longer than
#: this; in seconds, but the last in milliseconds.
_LINE: Mapping[str, str] = MappingProxyType(
    {
        "connect_timeout": "5",
        "keepalives_idle": "5",
        "keepalives_interval": "2",
        "keepalives_count": "3",
        "tcp_user_timeout": "10000",
    }
)

#: So many transactions run at once; each has a thread and a connection.
_CONNECTIONS = 5

Found = TypeVar("Found")


class Database:
    """Runs transactions, each whole in a thread; foreign errors leave it as `ServiceBusy` or `ServiceFailed`.

    A transaction is a function of a connection. It may block, must know nothing of the event loop, and returns plain
    values: a result that is still open is closed with the transaction. One that is cancelled before its turn never
    begins; later, it is finished all the same.
    """

    def __init__(self, engine: Engine) -> None:
        """Use an engine whose schema is up to date."""
        self._engine = engine
        self._writer = engine.execution_options(**{WRITES: True})
        self._is_sqlite = engine.dialect.name == "sqlite"
        self._threads = ThreadPoolExecutor(_CONNECTIONS, thread_name_prefix="database")
        # SQLite has one writer at a time and makes the others poll; here they queue up in order and share commits.
        # Several threads that read it from one interpreter would only wait for each other.
        self._reading = TransactionQueue(self._engine, name="reader") if self._is_sqlite else None
        self._writing = TransactionQueue(self._writer, name="writer") if self._is_sqlite else None

    async def read(self, work: Callable[[Connection], Found]) -> Found:
        """Return what `work` found in a transaction that sees one state of the database and changes nothing."""
        if self._reading is not None:
            return await self._reading.run(work)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _run, self._engine.connect, work)

    async def write(self, work: Callable[[Connection], Found]) -> Found:
        """Return what `work` did in a transaction that commits at the end; on SQLite nobody else writes meanwhile.

        What `work` raises passes through and leaves everything as it was. It may run twice, so what it leaves behind
        may only be what it writes.
        """
        if self._writing is not None:
            return await self._writing.run(work)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _run, self._writer.begin, work)

    def build_insert(self, table: Table) -> postgresql.Insert | sqlite.Insert:
        """Build an insert that leaves a row alone whose key is taken; what it returns tells which it was."""
        if self._is_sqlite:
            return sqlite.insert(table).on_conflict_do_nothing()
        return postgresql.insert(table).on_conflict_do_nothing()

    def close(self) -> None:
        """Finish what has begun and close all connections; blocks, so call it in a thread."""
        for queue in (self._writing, self._reading):
            if queue is not None:
                queue.close()
        self._threads.shutdown(cancel_futures=True)
        self._engine.dispose()


def _run(begin: Callable[[], AbstractContextManager[Connection]], work: Callable[[Connection], Found]) -> Found:
    with translated_database_errors(), begin() as connection:
        return work(connection)


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Open `sqlite:///path` or `postgresql://...`, create or upgrade its schema, and close it at the end.

    Raise `RequestRefused` for other addresses and for a database of a later version.
    """
    address = build_address(url)
    with translated_database_errors():
        await asyncio.to_thread(_prepare, address)
    is_remote = address.get_backend_name() == "postgresql"
    engine = create_engine(address, pool_size=2 * _CONNECTIONS, max_overflow=0, pool_pre_ping=is_remote)
    if not is_remote:
        configure_store(engine)
    database = Database(engine)
    try:
        yield database
    finally:
        await asyncio.to_thread(database.close)


def build_address(url: str) -> URL:
    """Return the address under which connections are opened; raise `RequestRefused` for unusable ones."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise RequestRefused(messages.database_address_unusable(), option="database_url") from error
    if parsed.get_backend_name() not in _DRIVERS:
        raise RequestRefused(messages.database_address_unusable(), option="database_url")
    address = parsed.set(drivername=_DRIVERS[parsed.get_backend_name()])
    if address.get_backend_name() == "sqlite":
        return address
    # What the operator says goes first.
    return address.update_query_dict({**_LINE, **address.query})


def _prepare(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and url.database:
        with translated_disk_errors():
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    upgrade_schema(url)
