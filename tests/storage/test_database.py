import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import RequestRefused, ServiceBusy, ServiceFailed
from storage.database import Database, open_database
from storage.sqlite import configure_store
from storage.tables import channels
from tests.contracts.samples import NOON


def build_row(channel_id: str) -> dict[str, object]:
    return {"id": channel_id, "name": "General", "created_at": NOON}


async def count_channels(database: Database) -> int:
    async with database.reading() as connection:
        return (await connection.execute(select(func.count()).select_from(channels))).scalar_one()


@asynccontextmanager
async def open_with_pragma(path: Path, pragma: str) -> AsyncIterator[Database]:
    """Open the migrated database at `path` with one more rule for its connections."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
    configure_store(engine.sync_engine)

    @event.listens_for(engine.sync_engine, "connect")
    def add_rule(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    try:
        yield Database(engine)
    finally:
        await engine.dispose()


@pytest.fixture
async def path(address: str) -> Path:
    """Migrate a database, close it and return its file."""
    async with open_database(address):
        return Path(address.removeprefix("sqlite:///"))


async def test_what_was_written_is_there_after_reopening(address: str) -> None:
    async with open_database(address) as database, database.writing() as connection:
        await connection.execute(insert(channels).values(build_row("a")))

    async with open_database(address) as database:
        count = await count_channels(database)

    assert count == 1


async def test_a_failed_block_leaves_nothing_behind(database: Database) -> None:
    async def write_and_fail() -> None:
        async with database.writing() as connection:
            await connection.execute(insert(channels).values(build_row("a")))
            raise KeyError

    with pytest.raises(KeyError):
        await write_and_fail()

    assert await count_channels(database) == 0


async def test_readers_see_the_state_before_an_unfinished_write(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(insert(channels).values(build_row("a")))

        during = await count_channels(database)

    assert (during, await count_channels(database)) == (0, 1)


async def test_a_cancelled_writer_neither_stores_nor_blocks_the_next(database: Database) -> None:
    wrote = asyncio.Event()

    async def write_for_ever() -> None:
        async with database.writing() as connection:
            await connection.execute(insert(channels).values(build_row("a")))
            wrote.set()
            await asyncio.Event().wait()

    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        writer = tasks.create_task(write_for_ever())
        await wrote.wait()
        writer.cancel()
    async with database.writing() as connection:
        await connection.execute(insert(channels).values(build_row("b")))

    assert await count_channels(database) == 1


async def test_writers_cancelled_at_any_moment_leave_the_database_usable(database: Database) -> None:
    async def write(count: int) -> None:
        async with database.writing() as connection:
            await connection.execute(insert(channels).values(build_row(str(count))))

    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        for count in range(20):
            writer = tasks.create_task(write(count))
            for _ in range(count):
                await asyncio.sleep(0)
            writer.cancel()
    await write(99)

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


async def write_channel(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(insert(channels).values(build_row("a")))


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
            async with database.writing() as connection:
                await connection.execute(insert(channels).values(build_row("a" * 100_000)))

    assert caught.value.code == "storage_full"


async def test_a_broken_statement_is_a_failure_of_ours(database: Database) -> None:
    with pytest.raises(ServiceFailed) as caught:
        async with database.reading() as connection:
            await connection.execute(text("SELECT * FROM missing"))

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
