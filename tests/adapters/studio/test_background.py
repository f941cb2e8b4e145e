import asyncio

import pytest

from adapters.studio.background import open_background


class WorkBroke(Exception):
    pass


async def test_ends_all_work_with_the_block() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with open_background() as background:
        background.start(work(), "endless")
        await asyncio.sleep(0)

    assert ended.is_set()


async def test_logs_an_error_and_lets_everything_else_go_on(caplog: pytest.LogCaptureFixture) -> None:
    async def fail() -> None:
        raise WorkBroke

    async with open_background() as background:
        await asyncio.wait({background.start(fail(), "failing")})
        other = background.start(asyncio.sleep(0), "other")
        await asyncio.wait({other})

    assert "Background work failed" in caplog.text
    assert not other.cancelled()


async def test_raises_the_error_of_the_block_as_it_is() -> None:
    async def break_beside_work() -> None:
        async with open_background() as background:
            background.start(asyncio.sleep(600), "long")
            raise WorkBroke

    with pytest.raises(WorkBroke):
        await break_beside_work()
