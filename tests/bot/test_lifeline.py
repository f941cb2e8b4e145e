import asyncio
import os
import signal
from collections.abc import Iterator

import pytest

from bot.lifeline import run_while_input_lasts


@pytest.fixture
def parent(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Put a pipe before the test and lend the parent's end."""
    child_end, parent_end = os.pipe()
    with os.fdopen(child_end) as given:
        monkeypatch.setattr("sys.stdin", given)
        yield parent_end


async def test_the_program_is_told_to_end_when_its_parent_is_gone(parent: int) -> None:
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    os.write(parent, b"still here")
    os.close(parent)

    await run_while_input_lasts(told.wait())

    assert told.is_set()


async def test_a_program_that_ends_by_itself_is_left_alone(parent: int) -> None:
    assert await run_while_input_lasts(asyncio.sleep(0, "done")) == "done"
    os.close(parent)
