"""Where the durable engine keeps its own tables: the PostgreSQL that many processes share.

We only open it; the tables are the engine's.
"""

from pathlib import Path
from weakref import WeakSet

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.database import build_address

#: What the engine would use itself; its threads warn and wait when there are fewer connections than threads.
_CONNECTIONS = 20
_OWN_FILES = ("engine.db", "engine.db-wal", "engine.db-shm")


def build_shared_engine_database(address: str) -> Engine:
    """Build the connection pool of the durable engine; its tables have a schema of their own.

    Dispose of it after the engine has stopped.
    """
    engine = create_engine(
        build_address(address),
        pool_size=_CONNECTIONS,
        max_overflow=0,
        pool_timeout=30,
        # A server that ended our sessions, such as by a restart, must cost no step.
        pool_pre_ping=True,
        # Ends the transactions of a process that froze in one, so that it holds no row of a job for longer.
        connect_args={"options": "-c idle_in_transaction_session_timeout=5000"},
    )
    _close_all_when_disposed(engine)
    _report_absence_at_once(engine)
    return engine


def delete_own_engine_database(folder: Path) -> None:
    """Delete the file of a durable engine that earlier versions kept beside a process's own database; blocks."""
    for name in _OWN_FILES:
        (folder / name).unlink(missing_ok=True)


def _report_absence_at_once(engine: Engine) -> None:
    """Keep the durable engine from sleeping ever longer while the server is away, up to a minute at a time.

    It does so wherever it takes an error for a lost connection. One that is lost may be replaced in its way; where no
    new one can be had, it is told something else, looks again soon, and goes on as soon as the server is back.
    """

    @event.listens_for(engine, "handle_error")
    def reword(context: ExceptionContext) -> None:
        if context.connection is None and isinstance(context.original_exception, psycopg.OperationalError):
            absence = psycopg.OperationalError("the server cannot be reached")
            raise OperationalError(None, None, absence) from context.original_exception


def _close_all_when_disposed(engine: Engine) -> None:
    """Close with the pool also what the durable engine took out of it and has not given back, such as for listening."""
    opened: WeakSet[DBAPIConnection] = WeakSet()

    @event.listens_for(engine, "connect")
    def remember(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        opened.add(connection)

    @event.listens_for(engine, "engine_disposed")
    def close_all(_engine: Engine) -> None:
        for connection in tuple(opened):
            connection.close()
