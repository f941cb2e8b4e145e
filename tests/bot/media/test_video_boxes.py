"""The quick look at a video has to say what the full look says, or nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.media.video_boxes import read_ordinary_video
from bot.media.video_probe import VideoProbe
from bot.media.video_worker import probe_video
from tests.bot.media.videos import build_sound, build_video, coloured_frames

#: Brands of the whole file have names of boxes too.
_AFTER_BRANDS = 32
ORDINARY = build_video(coloured_frames(), has_sound=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where a test puts its video."""
    return tmp_path / "video.mp4"


def look(file: Path, content: bytes) -> VideoProbe | None:
    file.write_bytes(content)
    return read_ordinary_video(file)


@pytest.mark.parametrize("content", [ORDINARY, build_video(coloured_frames(size=(64, 128), each=2))])
def test_says_what_the_full_look_says(file: Path, content: bytes) -> None:
    assert look(file, content) == probe_video(file)


def test_an_index_at_the_end_is_as_good(file: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.bot.media.videos._fast_start", lambda _format: {})
        content = build_video(coloured_frames())

    assert content.index(b"mdat") < content.index(b"moov")
    assert look(file, content) == probe_video(file)


@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_says_nothing_of_a_video_that_was_cut_off(file: Path, part: float) -> None:
    assert look(file, ORDINARY[: int(len(ORDINARY) * part)]) is None


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><title>Not found</title>",
        b'{"error": {"code": 404}}',
        b"\x89PNG\r\n\x1a\n",
        build_sound(),
        build_video(coloured_frames(), container_format="matroska"),
        ORDINARY + b"rest",
        b"\x00\x00\x00\x08ftyp" * 100,
    ],
    ids=["page", "answer", "picture", "sound", "matroska", "more", "boxes"],
)
def test_says_nothing_of_anything_else(file: Path, content: bytes) -> None:
    assert look(file, content) is None


def replace_box(name: bytes, change: Callable[[bytearray, int], None]) -> bytes:
    """Return the ordinary video with something changed behind a box's name."""
    content = bytearray(ORDINARY)
    change(content, content.index(name, _AFTER_BRANDS) + 4)
    return bytes(content)


def _write(at: int, value: bytes) -> Callable[[bytearray, int], None]:
    def write(content: bytearray, place: int) -> None:
        content[place + at : place + at + len(value)] = value

    return write


FAR = (1 << 31).to_bytes(4, "big")


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (b"mdat", _write(0, bytes(3000))),
        (b"stco", _write(8, FAR)),
        (b"stsz", _write(8, FAR)),
        (b"stsz", _write(4, FAR)),
        (b"stts", _write(8, FAR)),
        (b"stsc", _write(8, FAR)),
        (b"stsc", _write(12, bytes(4))),
        (b"mdhd", _write(12, bytes(4))),
        (b"mdhd", _write(16, FAR)),
        (b"tkhd", _write(40, FAR)),
        (b"tkhd", _write(76, FAR)),
        (b"avcC", _write(5, b"\xe0")),
        (b"avc1", _write(-4, b"hvc1")),
        (b"stsd", _write(-4, b"free")),
        (b"hdlr", _write(8, b"text")),
        (b"udta", _write(-4, b"mvex")),
        (b"mvhd", _write(-8, FAR)),
    ],
)
def test_says_nothing_where_the_index_does_not_fit(
    file: Path, name: bytes, change: Callable[[bytearray, int], None]
) -> None:
    assert look(file, replace_box(name, change)) is None
