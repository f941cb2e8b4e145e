"""Brings a database up to the schema of this version. The steps themselves are the modules below `migrations`."""

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, create_engine, text

from bot.errors import RequestRefused
from bot.messages import storage as messages
from storage.sqlite import WRITES, configure_store

#: Any number, as long as every Flipbook uses the same: it names the lock under which one of them migrates.
_MIGRATION_LOCK = 7_310_042


def upgrade_schema(url: URL) -> None:
    """Run all missing migrations in one transaction; blocks, so call it in a thread.

    Raise `RequestRefused` for a database of a later version.
    """
    engine = create_engine(url)
    if url.get_backend_name() == "sqlite":
        configure_store(engine)
    try:
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            _wait_for_other_migrations(connection)
            command.upgrade(build_alembic_config(connection), "head")
    except CommandError as error:
        raise RequestRefused(messages.database_is_newer(), option="database_url") from error
    finally:
        engine.dispose()


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
