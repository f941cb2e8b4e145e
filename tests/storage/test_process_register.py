"""Who lives and who is dead, on a real PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from bot.errors import ServiceBusy
from storage.database import Database, open_database
from storage.process_register import SqlProcessRegister, open_process_register

#: Nobody dies of it in a test, however slow the machine is.
_LEASE_SECONDS = 60.0


class Crowd:
    """Processes that share a database, all of them in this one."""

    def __init__(self, address: str, database: Database, stack: AsyncExitStack) -> None:
        self._address = address
        self._database = database
        self._stack = stack

    async def add(self, name: str) -> SqlProcessRegister:
        register = open_process_register(
            name, address=self._address, database=self._database, lease_seconds=_LEASE_SECONDS
        )
        joined = await self._stack.enter_async_context(register)
        assert await joined.join()
        return joined

    async def end_sessions(self) -> None:
        """Do what the server does to those that have been silent for too long."""
        query = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
        await self._database.write(lambda connection: connection.execute(query).all())


@pytest.fixture
async def crowd(postgresql_address: str) -> AsyncIterator[Crowd]:
    async with open_database(postgresql_address) as database, AsyncExitStack() as stack:
        yield Crowd(postgresql_address, database, stack)


async def find_dead(register: SqlProcessRegister, *, again: bool = False) -> list[str]:
    async with register.burial(again=again) as dead:
        return list(dead)


async def test_the_living_are_left_alone(crowd: Crowd) -> None:
    watcher, other = await crowd.add("watcher"), await crowd.add("other")
    await other.renew()

    assert await find_dead(watcher) == []
    assert not await watcher.is_alone()


async def test_one_that_left_is_found_once(crowd: Crowd) -> None:
    watcher, other = await crowd.add("watcher"), await crowd.add("other")
    await other.leave()

    assert [await find_dead(watcher), await find_dead(watcher)] == [["other"], []]
    assert await find_dead(watcher, again=True) == ["other"]
    assert await watcher.is_alone()


async def test_one_whose_session_the_server_ended_is_dead_and_hears_of_it(crowd: Crowd) -> None:
    watcher, other = await crowd.add("watcher"), await crowd.add("other")
    await crowd.end_sessions()
    await watcher.join()

    assert await find_dead(watcher) == ["other"]
    with pytest.raises(ServiceBusy):
        await other.renew()


async def test_the_dead_are_found_again_when_burying_them_failed(crowd: Crowd) -> None:
    watcher, other = await crowd.add("watcher"), await crowd.add("other")
    await other.leave()

    with pytest.raises(KeyError):
        async with watcher.burial(again=False):
            raise KeyError

    assert await find_dead(watcher) == ["other"]


async def test_nobody_comes_back_while_its_jobs_are_taken_over(crowd: Crowd) -> None:
    watcher, other = await crowd.add("watcher"), await crowd.add("other")
    await other.leave()

    async with watcher.burial(again=False):
        came_back_early = await other.join()

    assert not came_back_early
    assert await other.join()
    assert await find_dead(watcher, again=True) == []


async def test_two_watchers_do_not_bury_the_same(crowd: Crowd) -> None:
    first, second, other = [await crowd.add(name) for name in ("first", "second", "other")]
    await other.leave()

    async with first.burial(again=False) as found:
        also_found = await find_dead(second)

    assert (found, also_found) == (["other"], [])


async def test_the_server_ends_a_session_that_is_silent_for_longer_than_the_lease(crowd: Crowd) -> None:
    register = await crowd.add("silent")

    assert await read_timeout(register) == "1min"


async def read_timeout(register: SqlProcessRegister) -> str:
    session = register._session  # noqa: SLF001 - nothing else can tell what the server was asked
    assert session is not None
    return str((await session.execute(text("SHOW idle_session_timeout"))).scalar_one())


async def test_a_process_that_never_joined_has_no_lease(postgresql_address: str) -> None:
    async with open_database(postgresql_address) as database:
        register = open_process_register("new", address=postgresql_address, database=database)
        async with register as unjoined:
            with pytest.raises(ServiceBusy):
                await unjoined.renew()
