import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, event, func, insert, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import RequestRefused, ServiceBusy, ServiceFailed
from storage.database import Database, build_address, open_database
from storage.sqlite import configure_store
from storage.tables import channels
from tests.contracts.samples import NOON


def build_row(channel_id: str) -> dict[str, object]:
    return {"id": channel_id, "name": "General", "created_at": NOON}


async def count_channels(database: Database) -> int:
    query = select(func.count()).select_from(channels)
    return await database.read(lambda connection: connection.execute(query).scalar_one())


async def write_channel(database: Database, channel_id: str = "a") -> None:
    statement = insert(channels).values(build_row(channel_id))
    await database.write(lambda connection: connection.execute(statement))


@asynccontextmanager
async def open_with_pragma(path: Path, pragma: str) -> AsyncIterator[Database]:
    """Open the migrated database at `path` with one more rule for its connections."""
    engine = create_engine(f"sqlite:///{path}")
    configure_store(engine)

    @event.listens_for(engine, "connect")
    def add_rule(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    database = Database(engine)
    try:
        yield database
    finally:
        await asyncio.to_thread(database.close)


@pytest.fixture
async def path(address: str) -> Path:
    """Migrate a database, close it and return its file."""
    async with open_database(address):
        return Path(address.removeprefix("sqlite:///"))


async def test_what_was_written_is_there_after_reopening(address: str) -> None:
    async with open_database(address) as database:
        await write_channel(database)

    async with open_database(address) as database:
        count = await count_channels(database)

    assert count == 1


async def test_a_failed_transaction_leaves_nothing_behind(database: Database) -> None:
    def write_and_fail(connection: Connection) -> None:
        connection.execute(insert(channels).values(build_row("a")))
        raise KeyError

    with pytest.raises(KeyError):
        await database.write(write_and_fail)

    assert await count_channels(database) == 0


async def test_readers_see_the_state_before_an_unfinished_write(database: Database) -> None:
    wrote, may_commit = threading.Event(), threading.Event()

    def write(connection: Connection) -> None:
        connection.execute(insert(channels).values(build_row("a")))
        wrote.set()
        may_commit.wait(30)

    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        tasks.create_task(database.write(write))
        await asyncio.to_thread(wrote.wait, 30)
        during = await count_channels(database)
        may_commit.set()

    assert (during, await count_channels(database)) == (0, 1)


async def test_a_writer_cancelled_before_its_turn_stores_nothing(database: Database) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        begun.set()
        may_end.wait(30)

    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        tasks.create_task(database.write(hold))
        await asyncio.to_thread(begun.wait, 30)
        writer = tasks.create_task(write_channel(database))
        await asyncio.sleep(0)
        writer.cancel()
        await asyncio.wait([writer])
        may_end.set()
    await write_channel(database, "b")

    assert await count_channels(database) == 1


async def test_a_writer_cancelled_during_its_turn_stores_all_of_it(database: Database) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def write(connection: Connection) -> None:
        connection.execute(insert(channels).values(build_row("a")))
        begun.set()
        may_end.wait(30)
        connection.execute(insert(channels).values(build_row("b")))

    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        writer = tasks.create_task(database.write(write))
        await asyncio.to_thread(begun.wait, 30)
        writer.cancel()
        may_end.set()
    await write_channel(database, "c")

    assert await count_channels(database) == 3


async def test_writers_cancelled_at_any_moment_leave_the_database_usable(database: Database) -> None:
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        for count in range(20):
            writer = tasks.create_task(write_channel(database, str(count)))
            for _ in range(count):
                await asyncio.sleep(0)
            writer.cancel()
    await write_channel(database, "99")

    assert await count_channels(database) >= 1


async def test_more_readers_than_connections_take_turns(database: Database) -> None:
    async with asyncio.timeout(30):
        counts = await asyncio.gather(*(count_channels(database) for _ in range(40)))

    assert counts == [0] * 40


async def test_a_writer_waits_for_another_program(path: Path) -> None:
    async with open_with_pragma(path, "busy_timeout = 20000") as database:
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
            other.execute("BEGIN IMMEDIATE")
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(write_channel(database))
                await count_channels(database)
                other.execute("ROLLBACK")

        assert await count_channels(database) == 1


async def test_a_database_that_stays_locked_is_busy(path: Path) -> None:
    async with open_with_pragma(path, "busy_timeout = 1") as database:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")

            with pytest.raises(ServiceBusy) as caught:
                await write_channel(database)

    assert caught.value.code == "storage_busy"


async def test_a_full_database_is_a_failure_of_ours(path: Path) -> None:
    async with open_with_pragma(path, "max_page_count = 1") as database:
        with pytest.raises(ServiceFailed) as caught:
            await write_channel(database, "a" * 100_000)

    assert caught.value.code == "storage_full"


async def test_a_broken_statement_is_a_failure_of_ours(database: Database) -> None:
    with pytest.raises(ServiceFailed) as caught:
        await database.read(lambda connection: connection.execute(text("SELECT * FROM missing")))

    assert caught.value.code == "storage_failed"
    assert "missing" not in caught.value.sentence


@pytest.mark.parametrize("address", ["", "flipbook.db", "mysql://root:hunter2@localhost/flipbook"])
async def test_refuses_addresses_of_other_databases(address: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        async with open_database(address):
            pass

    assert caught.value.option == "database_url"
    assert "hunter2" not in caught.value.sentence


async def test_a_folder_that_cannot_be_made_is_a_failure_of_ours(tmp_path: Path) -> None:
    await asyncio.to_thread((tmp_path / "file").touch)

    with pytest.raises(ServiceFailed):
        async with open_database(f"sqlite:///{tmp_path / 'file' / 'store.db'}"):
            pass


def test_a_server_that_vanishes_without_a_word_is_noticed_unless_the_operator_wants_to_wait() -> None:
    query = build_address("postgresql://flipbook@database/flipbook?connect_timeout=60").query

    assert (query["connect_timeout"], query["tcp_user_timeout"], query["keepalives_count"]) == ("60", "10000", "3")
