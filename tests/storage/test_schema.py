from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text

from bot.errors import RequestRefused
from bot.job.job import JobState
from storage.conversations import SqlConversationStore
from storage.database import build_address, open_database
from storage.jobs import SqlJobStore
from storage.process_tables import metadata
from storage.schema import build_alembic_config, raise_floor, upgrade_schema
from tests.contracts.samples import build_channel, build_job, build_message


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    shared: str = request.getfixturevalue("postgresql_address")
    return shared


@pytest.fixture
def connection(address: str) -> Iterator[Connection]:
    """Lend a connection to a database that was just migrated."""
    upgrade_schema(build_address(address))
    engine = create_engine(build_address(address))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_migrations_lead_to_the_tables_that_the_stores_use(connection: Connection) -> None:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})

    assert compare_metadata(context, metadata) == []


def test_migrating_again_changes_nothing(address: str, connection: Connection) -> None:
    before = inspect(connection).get_table_names()
    connection.commit()

    upgrade_schema(build_address(address))

    assert inspect(connection).get_table_names() == before


def test_every_step_can_be_taken_back(connection: Connection) -> None:
    command.downgrade(build_alembic_config(connection), "base")

    assert inspect(connection).get_table_names() == ["alembic_version"]


def migrate_further(connection: Connection, *, floor: str | None = None) -> None:
    """Do what a later version may do to the database of this one."""
    connection.execute(text("CREATE TABLE later (id INTEGER PRIMARY KEY)"))
    connection.execute(text("ALTER TABLE jobs ADD COLUMN later VARCHAR"))
    connection.execute(text("ALTER TABLE messages ADD COLUMN later INTEGER NOT NULL DEFAULT 0"))
    connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    if floor is not None:
        raise_floor(connection, floor)
    connection.commit()


@pytest.mark.parametrize("is_running", [True, False])
async def test_this_code_works_on_while_a_later_version_migrates(
    address: str, connection: Connection, *, is_running: bool
) -> None:
    if not is_running:
        migrate_further(connection)

    async with open_database(address) as database:
        jobs, chat = SqlJobStore(database), SqlConversationStore(database)
        await jobs.add(build_job("a"))
        if is_running:
            # So often that every connection has prepared the statement.
            for _ in range(100):
                await jobs.read(build_job("a").id)
            migrate_further(connection)
        job = await jobs.change(build_job("a").id, lambda one: one.moved(JobState.SUBMITTING))
        await chat.add_channel(build_channel("general"))
        message = await chat.post(build_message("general"))

        assert await jobs.read(job.id) == job
        assert await chat.read_history("general") == [message]
    assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


async def test_refuses_a_database_that_a_later_version_made_unfit_for_it(address: str, connection: Connection) -> None:
    migrate_further(connection, floor="9998")

    with pytest.raises(RequestRefused, match="newer Flipbook"):
        async with open_database(address):
            pass


def describe_columns(connection: Connection) -> dict[tuple[str, str], str]:
    inspector = inspect(connection)
    return {
        (table, column["name"]): str(column["type"])
        for table in inspector.get_table_names()
        for column in inspector.get_columns(table)
    }


def find_forced_columns(connection: Connection) -> set[tuple[str, str]]:
    """Return the columns that every insert has to name."""
    inspector = inspect(connection)
    return {
        (table, column["name"])
        for table in inspector.get_table_names()
        for column in inspector.get_columns(table)
        if not column["nullable"] and column["default"] is None
    }


def test_every_step_only_adds_what_older_code_may_leave_out(address: str) -> None:
    engine = create_engine(build_address(address))
    with engine.connect() as connection:
        config = build_alembic_config(connection)
        revisions = [step.revision for step in reversed(list(ScriptDirectory.from_config(config).walk_revisions()))]
        command.upgrade(config, revisions[0])
        for revision in revisions[1:]:
            before, tables = describe_columns(connection), set(inspect(connection).get_table_names())
            forced = find_forced_columns(connection)
            command.upgrade(config, revision)

            assert before.items() <= describe_columns(connection).items(), revision
            newly_forced = find_forced_columns(connection) - forced
            assert {table for table, _ in newly_forced} & tables == set(), revision
    engine.dispose()
