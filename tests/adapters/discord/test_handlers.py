"""What is being dealt with when the bot leaves."""

import asyncio

import pytest

from adapters.discord.handlers import RunningHandlers


async def handle(handlers: RunningHandlers, begun: asyncio.Event, until: asyncio.Event) -> None:
    """Deal with something until it is allowed to end."""
    handlers.join()
    begun.set()
    await until.wait()


async def test_waits_for_what_was_begun() -> None:
    handlers, begun, until = RunningHandlers(), asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(handle(handlers, begun, until))
        await begun.wait()
        asyncio.get_running_loop().call_soon(until.set)
        await handlers.drain(within_seconds=10)

        assert task.done()


async def test_takes_nothing_more_while_it_leaves() -> None:
    handlers = RunningHandlers()
    await handlers.drain(within_seconds=10)

    assert not handlers.join()


async def test_does_not_wait_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    handlers, begun, until = RunningHandlers(), asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(handle(handlers, begun, until))
        await begun.wait()
        await handlers.drain(within_seconds=0)
        until.set()

    assert "1 handlers were not finished" in caplog.text
