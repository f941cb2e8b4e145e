from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from bot.errors import RequestRefused
from storage.database import open_database
from storage.schema import build_alembic_config, upgrade_schema
from storage.tables import metadata


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Return the address of an empty database."""
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
def connection(address: str) -> Iterator[Connection]:
    """Lend a connection to a database that was just migrated."""
    upgrade_schema(make_url(address))
    engine = create_engine(address)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_migrations_lead_to_the_tables_that_the_stores_use(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

    assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(address: str, connection: Connection) -> None:
    before = inspect(connection).get_table_names()
    connection.commit()

    upgrade_schema(make_url(address))

    assert inspect(connection).get_table_names() == before


def test_every_step_can_be_taken_back(connection: Connection) -> None:
    command.downgrade(build_alembic_config(connection), "base")

    assert inspect(connection).get_table_names() == ["alembic_version"]


async def test_refuses_a_database_of_a_later_version(address: str, connection: Connection) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    connection.commit()

    with pytest.raises(RequestRefused, match="newer Flipbook"):
        async with open_database(address):
            pass
