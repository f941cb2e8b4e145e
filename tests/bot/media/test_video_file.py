"""Finished videos, through a real worker."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import ServiceFailed
from bot.media.video_file import VideoFiles
from bot.media.worker_pool import StopReason, WorkerPool
from tests.bot.media.stopping_pool import StoppingPool
from tests.bot.media.videos import build_video, coloured_frames


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Return a file with a video of two seconds."""
    file = tmp_path / "video.mp4"
    file.write_bytes(build_video(coloured_frames()))
    return file


async def test_probes_a_video(pool: WorkerPool, video: Path) -> None:
    probe = await VideoFiles(pool=pool).probe_video(video)

    assert (probe.width, probe.height, probe.duration_seconds) == (320, 240, 2.0)


async def test_an_ordinary_video_needs_no_worker(video: Path) -> None:
    probe = await VideoFiles(pool=StoppingPool(StopReason.CRASH)).probe_video(video)

    assert (probe.codec, probe.size_bytes) == ("h264", len(await asyncio.to_thread(video.read_bytes)))


async def test_probes_other_containers_in_a_worker(pool: WorkerPool, tmp_path: Path) -> None:
    other = tmp_path / "video.mkv"
    other.write_bytes(build_video(coloured_frames(), container_format="matroska"))

    assert (await VideoFiles(pool=pool).probe_video(other)).width == 320


async def test_writes_a_poster(pool: WorkerPool, video: Path, tmp_path: Path) -> None:
    poster = await VideoFiles(pool=pool).write_poster(video, to=tmp_path / "poster.jpg")

    assert (poster.width, poster.height, poster.media_type) == (320, 240, "image/jpeg")


async def test_writes_the_last_frame(pool: WorkerPool, video: Path, tmp_path: Path) -> None:
    frame = await VideoFiles(pool=pool).write_last_frame(video, to=tmp_path / "last.jpg")

    assert (frame.width, frame.height, frame.media_type) == (320, 240, "image/jpeg")


async def test_fails_for_a_file_that_is_no_video(pool: WorkerPool, tmp_path: Path) -> None:
    page = tmp_path / "page.mp4"
    page.write_bytes(b"<html>Not found</html>")

    with pytest.raises(ServiceFailed, match=r"sent no video \(web page\)"):
        await VideoFiles(pool=pool).probe_video(page)


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (StopReason.TIME, "too large to be read here"),
        (StopReason.MEMORY, "too large to be read here"),
        (StopReason.CRASH, "damaged and cannot be played"),
    ],
)
async def test_says_why_a_worker_was_stopped(video: Path, reason: StopReason, sentence: str) -> None:
    with pytest.raises(ServiceFailed, match=sentence) as failure:
        await VideoFiles(pool=StoppingPool(reason)).write_poster(video, to=video.with_name("poster.jpg"))

    assert failure.value.code == reason.value
