import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from storage.database import Database, open_database
from storage.signals import PostgresSignals, open_signals


@pytest.fixture
async def database(postgresql_address: str) -> AsyncIterator[Database]:
    async with open_database(postgresql_address) as database:
        yield database


@pytest.fixture
async def pair(postgresql_address: str, database: Database) -> AsyncIterator[list[PostgresSignals]]:
    """Lend the signals of two processes."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(open_signals(database, address=postgresql_address)) for _ in range(2)]


async def count_listeners(database: Database) -> int:
    query = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    return await database.read(lambda connection: int(connection.execute(query).scalar_one()))


async def wait_for_listeners(database: Database, count: int) -> None:
    async with asyncio.timeout(30):
        while await count_listeners(database) < count:
            continue


async def hear_next(signals: PostgresSignals, topic: str) -> asyncio.Future[str]:
    heard: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    signals.subscribe(topic, lambda subject: None if heard.done() else heard.set_result(subject))
    return heard


async def test_a_signal_reaches_the_listeners_of_its_topic(pair: list[PostgresSignals], database: Database) -> None:
    sender, receiver = pair
    woken, rung = await hear_next(receiver, "wake"), await hear_next(receiver, "chat")
    await wait_for_listeners(database, 2)
    sender.send("wake", "job-1")

    assert await asyncio.wait_for(woken, 30) == "job-1"
    assert not rung.done()


async def test_a_lost_line_is_opened_again(pair: list[PostgresSignals], database: Database) -> None:
    sender, receiver = pair
    woken = await hear_next(receiver, "wake")
    await wait_for_listeners(database, 2)
    query = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    await database.write(lambda connection: connection.execute(query).all())
    await wait_for_listeners(database, 2)
    sender.send("wake", "job-2")

    assert await asyncio.wait_for(woken, 30) == "job-2"
