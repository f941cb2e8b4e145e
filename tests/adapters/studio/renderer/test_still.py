"""The one picture out of an element's video."""

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from adapters.studio.renderer.faults import PictureRefused
from adapters.studio.renderer.still import extract_still

FRAMES_PER_SECOND = 4


def write_video(path: Path, *, width: int, seconds: int) -> Path:
    """Write a video that grows brighter from black to white."""
    with av.open(path, "w") as video:
        stream = video.add_stream("libx264", rate=FRAMES_PER_SECOND, options={"preset": "ultrafast", "g": "1"})
        stream.width, stream.height, stream.pix_fmt = width, 320, "yuv420p"
        count = seconds * FRAMES_PER_SECOND
        for number in range(count):
            pixels = np.full((320, width, 3), 255 * number // (count - 1), dtype=np.uint8)
            video.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        video.mux(stream.encode())
    return path


def test_takes_the_frame_in_the_middle(tmp_path: Path) -> None:
    video = write_video(tmp_path / "robot.mp4", width=720, seconds=2)

    extract_still(video, tmp_path / "still.png")

    with Image.open(tmp_path / "still.png") as still:
        brightness = still.convert("L").getpixel((10, 10))
        assert still.size == (720, 320)
    assert isinstance(brightness, int)
    assert 100 < brightness < 180


@pytest.mark.parametrize(("width", "seconds", "words"), [(640, 2, "width"), (2240, 1, "width"), (720, 9, "8 seconds")])
def test_refuses_videos_that_break_a_rule(tmp_path: Path, width: int, seconds: int, words: str) -> None:
    video = write_video(tmp_path / "robot.mp4", width=width, seconds=seconds)

    with pytest.raises(PictureRefused) as refused:
        extract_still(video, tmp_path / "still.png")

    assert refused.value.code == "invalid_parameters"
    assert words in refused.value.sentence


def test_refuses_what_is_no_video(tmp_path: Path) -> None:
    source = tmp_path / "robot.mp4"
    source.write_bytes(b"<html>" * 100)

    with pytest.raises(PictureRefused) as refused:
        extract_still(source, tmp_path / "still.png")

    assert refused.value.code == "image_processing_error"


def test_never_opens_a_list_of_other_files(tmp_path: Path) -> None:
    secret = write_video(tmp_path / "secret.mp4", width=720, seconds=1)
    source = tmp_path / "list.mp4"
    source.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n")

    with pytest.raises(PictureRefused):
        extract_still(source, tmp_path / "still.png")

    assert not (tmp_path / "still.png").exists()
