"""A file of its own for the durable engine of one process, so that its tests need no server."""

import sqlite3
import time
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from storage.sqlite import BUSY_TIMEOUT_SECONDS

#: Earlier ones answer NULL to unixepoch('subsec'), which the durable engine writes into its tables.
_FIRST_WITH_SUBSECONDS = (3, 42)
#: The engine's threads warn and wait when there are fewer connections than threads.
_CONNECTIONS = 20


def build_engine_database(path: Path) -> Engine:
    """Build the connection pool of the durable engine's file; dispose of it after the engine has stopped."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)), pool_size=_CONNECTIONS, max_overflow=0, pool_timeout=30
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = "IMMEDIATE"
        for pragma in (f"busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}", "journal_mode = WAL", "synchronous = NORMAL"):
            connection.execute(f"PRAGMA {pragma}")
        if sqlite3.sqlite_version_info < _FIRST_WITH_SUBSECONDS:
            connection.create_function("unixepoch", -1, _read_clock)

    return engine


def _read_clock(*_arguments: object) -> float:
    return time.time()
