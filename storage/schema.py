"""Brings a database up to the schema of this version. The steps themselves are the modules below `migrations`.

While processes are replaced one by one, older ones work on a schema that a newer one has migrated. So steps only add:
tables, indexes, and columns that older code may leave out. A step that takes something away comes a version later,
and calls `raise_floor`, by which code that still needs it refuses to start.
"""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, delete, insert, select, text

from bot.errors import RequestRefused
from bot.messages import storage as messages
from storage.process_tables import agreements
from storage.sqlite import WRITES, configure_store

#: Any number, as long as every Flipbook uses the same: it names the lock under which one of them migrates.
_MIGRATION_LOCK = 7_310_042
#: The agreement that names the oldest revision whose code may still work with the database.
_FLOOR = "oldest revision"


def upgrade_schema(url: URL) -> None:
    """Run all missing migrations in one transaction; blocks, so call it in a thread.

    A later version's schema is left as it is. Raise `RequestRefused` where it is no longer fit for this version.
    """
    engine = create_engine(url)
    if url.get_backend_name() == "sqlite":
        configure_store(engine)
    try:
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            _wait_for_other_migrations(connection)
            _upgrade(connection)
    finally:
        engine.dispose()


def raise_floor(connection: Connection, revision: str) -> None:
    """Say in a database that code older than `revision` cannot work with it any more; for use within migrations."""
    connection.execute(delete(agreements).where(agreements.c.name == _FLOOR))
    connection.execute(insert(agreements).values(name=_FLOOR, value=revision))


def _upgrade(connection: Connection) -> None:
    config = build_alembic_config(connection)
    steps = ScriptDirectory.from_config(config)
    known = {step.revision for step in steps.walk_revisions()}
    if MigrationContext.configure(connection).get_current_revision() in {None, *known}:
        command.upgrade(config, "head")
    elif _read_floor(connection) > (steps.get_current_head() or ""):
        raise RequestRefused(messages.database_is_newer(), option="database_url")


def _read_floor(connection: Connection) -> str:
    """Return the oldest revision whose code can work with a later schema; revisions are numbers of equal length."""
    floor = connection.execute(select(agreements.c.value).where(agreements.c.name == _FLOOR)).scalar_one_or_none()
    return floor or ""


def build_alembic_config(connection: Connection) -> Config:
    """Build what Alembic needs to work on an open connection, without a file of settings."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "storage:migrations")
    config.set_main_option("path_separator", "os")
    return config


def _wait_for_other_migrations(connection: Connection) -> None:
    """Let processes that share a PostgreSQL migrate one after the other; SQLite's write lock does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
