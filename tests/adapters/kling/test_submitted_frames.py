import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.kling.submitted_frames import LIFETIME, SubmittedFrames
from bot.errors import ServiceFailed
from bot.ports import FrameAddresses
from tests.adapters.kling.builders import JOB_ID

FRAMES = FrameAddresses(first="https://files.example/day.png")


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def read(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "frames"


@pytest.fixture
def submitted(folder: Path, clock: Clock) -> SubmittedFrames:
    return SubmittedFrames(folder, read_clock=clock.read)


def list_names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_knows_nothing_of_a_job_that_was_never_sent(submitted: SubmittedFrames) -> None:
    assert await submitted.read(JOB_ID) is None


async def test_remembers_across_processes(folder: Path, clock: Clock) -> None:
    await SubmittedFrames(folder, read_clock=clock.read).write(JOB_ID, FRAMES)

    assert await SubmittedFrames(folder, read_clock=clock.read).read(JOB_ID) == FRAMES


async def test_forgets_what_is_too_old_to_be_sent_again(submitted: SubmittedFrames, clock: Clock) -> None:
    await submitted.write(JOB_ID, FRAMES)
    clock.now += LIFETIME + timedelta(seconds=1)

    assert await submitted.read(JOB_ID) is None


async def test_removes_what_is_too_old_when_it_writes(submitted: SubmittedFrames, folder: Path, clock: Clock) -> None:
    await submitted.write("a" * 24, FRAMES)
    clock.now += LIFETIME + timedelta(seconds=1)
    await submitted.write("b" * 24, FRAMES)

    assert list_names(folder) == {f"{'b' * 24}.json"}


async def test_what_was_sent_for_a_job_can_be_forgotten(submitted: SubmittedFrames, folder: Path) -> None:
    await submitted.write(JOB_ID, FRAMES)

    for _ in range(2):
        await submitted.forget(JOB_ID)

    assert list_names(folder) == set()


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"first": 3}'])
async def test_takes_a_damaged_file_for_none(submitted: SubmittedFrames, folder: Path, content: bytes) -> None:
    await submitted.write(JOB_ID, FRAMES)
    await asyncio.to_thread((folder / f"{JOB_ID}.json").write_bytes, content)

    assert await submitted.read(JOB_ID) is None


async def test_says_so_when_the_disk_refuses(tmp_path: Path, clock: Clock) -> None:
    await asyncio.to_thread((tmp_path / "file").write_bytes, b"")

    with pytest.raises(ServiceFailed) as caught:
        await SubmittedFrames(tmp_path / "file" / "frames", read_clock=clock.read).write(JOB_ID, FRAMES)

    assert caught.value.code == "storage_failed"
