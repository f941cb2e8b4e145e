"""What every SQLite connection of ours is told when it opens. Other databases need nothing of this."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

#: How long a connection waits for another program to let go of the file.
BUSY_TIMEOUT_SECONDS = 30

#: The execution option by which a transaction says that it is going to write.
WRITES = "flipbook_writes"


def configure_store(engine: Engine) -> None:
    """Make an engine's connections keep a write-ahead log, and its writers lock the file before they read.

    A writer that first reads under a shared lock could find its reading stale when it wants to write; one that
    begins with the lock never does.
    """

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        # The driver would otherwise open transactions by itself, and only before the first change.
        connection.isolation_level = None
        _apply_pragmas(connection)
        _overwrite_deleted(connection)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")


def empty_log(file: Path) -> None:
    """Bring what a database's log holds into its file, and empty the log; blocks, and does nothing without a file.

    A log keeps what was deleted for as long as nothing takes its place.
    """
    if not file.exists():
        return
    with closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_SECONDS)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _apply_pragmas(connection: DBAPIConnection) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    # What was promised to a person, paid or posted must be known after a power cut too.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _overwrite_deleted(connection: DBAPIConnection) -> None:
    """Leave nothing of deleted rows in the file; what people wrote would stay readable there for long."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()
