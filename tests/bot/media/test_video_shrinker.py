"""Smaller copies of videos."""

from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import Colorspace
from PIL import Image

from bot.errors import ServiceFailed
from bot.media.video_file import VideoFiles
from bot.media.video_shrinker import shrink_video
from bot.media.video_worker import probe_video
from bot.media.worker_pool import WorkerPool
from tests.bot.media.videos import build_video

LIMIT_BYTES = 60_000


def noisy_frames() -> list[Image.Image]:
    """Paint two seconds of noise."""
    noise = np.random.default_rng(1)
    return [Image.fromarray(noise.integers(0, 255, (240, 320, 3), dtype=np.uint8)) for _ in range(16)]


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Return a video with sound that is hard to make small."""
    file = tmp_path / "video.mp4"
    file.write_bytes(build_video(noisy_frames(), has_sound=True))
    return file


def test_a_copy_stays_under_the_limit_and_keeps_its_length_and_sound(video: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    size_bytes = shrink_video(video, copy, LIMIT_BYTES)
    before, after = probe_video(video), probe_video(copy)

    assert size_bytes == after.size_bytes <= LIMIT_BYTES < before.size_bytes
    assert after.duration_seconds == pytest.approx(before.duration_seconds, abs=0.1)
    assert (after.codec, after.has_sound) == ("h264", True)


def test_a_copy_can_be_played_before_it_is_all_there(video: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    shrink_video(video, copy, LIMIT_BYTES)
    content = copy.read_bytes()

    assert content.index(b"moov") < content.index(b"mdat")


def test_fails_when_nothing_is_small_enough(video: Path, tmp_path: Path) -> None:
    with pytest.raises(ServiceFailed) as caught:
        shrink_video(video, tmp_path / "copy.mp4", 2_000)

    assert caught.value.code == "video_cannot_shrink"


def test_fails_for_a_file_that_is_no_video(tmp_path: Path) -> None:
    page = tmp_path / "page.mp4"
    page.write_bytes(b"<html>Not found</html>")

    with pytest.raises(ServiceFailed) as caught:
        shrink_video(page, tmp_path / "copy.mp4", LIMIT_BYTES)

    assert caught.value.code == "video_damaged"


def test_a_copy_keeps_the_colours(video: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"
    shrink_video(video, copy, LIMIT_BYTES)

    with av.open(copy) as container:
        assert container.streams.video[0].codec_context.colorspace == Colorspace.ITU709


async def test_shrinks_in_a_worker(pool: WorkerPool, video: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.mp4"

    assert await VideoFiles(pool=pool).fit_under(video, to=copy, size_bytes=LIMIT_BYTES) <= LIMIT_BYTES
