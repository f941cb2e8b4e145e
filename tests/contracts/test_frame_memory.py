"""What every memory of the addresses that were sent does."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.kling.submitted_frames import SubmittedFrames
from bot.ports import FrameAddresses, FrameMemory
from storage.database import open_database
from storage.submitted_frames import LIFETIME, SqlFrameMemory

FRAMES = FrameAddresses(first="https://files.example/day.png", last="https://files.example/night.png")


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def read(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["folder", "sqlite", "postgresql"])
async def memory(request: pytest.FixtureRequest, clock: Clock, tmp_path: Path) -> AsyncIterator[FrameMemory]:
    """Build an empty memory."""
    if request.param == "folder":
        yield SubmittedFrames(tmp_path, read_clock=clock.read)
        return
    address = f"sqlite:///{tmp_path / 'store.db'}"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql_address")
    async with open_database(address) as database:
        yield SqlFrameMemory(database, read_clock=clock.read)


async def test_knows_nothing_of_a_job_that_was_never_sent(memory: FrameMemory) -> None:
    assert await memory.read("a") is None


@pytest.mark.parametrize("frames", [FRAMES, FrameAddresses(last="https://files.example/night.png")])
async def test_returns_what_was_sent(memory: FrameMemory, frames: FrameAddresses) -> None:
    written = await memory.write("a", frames)

    assert (written, await memory.read("a"), await memory.read("b")) == (frames, frames, None)


async def test_forgets_what_is_too_old_to_be_sent_again(memory: FrameMemory, clock: Clock) -> None:
    await memory.write("a", FRAMES)
    clock.now += LIFETIME + timedelta(seconds=2)

    assert await memory.read("a") is None
    assert await memory.write("a", FRAMES) == FRAMES
