"""The SQLite file in which the durable engine keeps its own tables. We only open it; the tables are the engine's."""

from pathlib import Path

from sqlalchemy import URL, Engine, create_engine

from storage.sqlite import configure_durable_engine

#: What the engine would use itself; its threads warn and wait when there are fewer connections than threads.
_CONNECTIONS = 20


def build_engine_database(path: Path) -> Engine:
    """Build the connection pool of the durable engine's file; dispose of it after the engine has stopped."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)), pool_size=_CONNECTIONS, max_overflow=0, pool_timeout=30
    )
    configure_durable_engine(engine)
    return engine
