"""Leaving without breaking promises."""

import asyncio

import pytest

from adapters.slack.running import RunningHandlers


async def test_what_was_begun_is_finished() -> None:
    handlers, done, going = RunningHandlers(), [], asyncio.Event()

    async def work() -> None:
        assert handlers.join()
        going.set()
        await asyncio.sleep(0)
        done.append("work")

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(work())
        await going.wait()
        await handlers.drain(within_seconds=60)
        assert done == ["work"]


async def test_nothing_is_begun_after_that() -> None:
    handlers = RunningHandlers()
    await handlers.drain(within_seconds=60)

    assert not handlers.join()


async def test_nobody_waits_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    handlers, going, ending = RunningHandlers(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        handlers.join()
        going.set()
        await ending.wait()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(work())
        await going.wait()
        await handlers.drain(within_seconds=0)
        ending.set()

    assert "1 handlers were not finished" in caplog.text
