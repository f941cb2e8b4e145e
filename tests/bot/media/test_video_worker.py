"""Finished videos are opened, checked and looked into."""

from pathlib import Path

import pytest
from PIL import Image

from bot.errors import ServiceFailed
from bot.media.video_worker import probe_video, write_last_frame, write_poster
from tests.bot.media.pictures import encode, gradient
from tests.bot.media.videos import build_sound, build_video, coloured_frames

LIMIT_BYTES = 10_000_000


def saved(folder: Path, content: bytes) -> Path:
    """Write a video down."""
    file = folder / "video.mp4"
    file.write_bytes(content)
    return file


def middle_of(file: Path) -> tuple[int, ...]:
    """Return the colour in the middle of a picture file."""
    with Image.open(file) as picture:
        pixel = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(pixel, tuple)
    return pixel


def test_tells_what_a_video_is(tmp_path: Path) -> None:
    probe = probe_video(saved(tmp_path, build_video(coloured_frames(), has_sound=True)))

    assert (probe.width, probe.height, probe.codec) == (320, 240, "h264")
    assert probe.duration_seconds == pytest.approx(2.0)
    assert probe.frames_per_second == pytest.approx(8.0)
    assert probe.has_sound


def test_tells_that_a_video_is_silent(tmp_path: Path) -> None:
    assert not probe_video(saved(tmp_path, build_video(coloured_frames()))).has_sound


def test_reads_matroska_too(tmp_path: Path) -> None:
    probe = probe_video(saved(tmp_path, build_video(coloured_frames(), container_format="matroska")))

    assert probe.duration_seconds == pytest.approx(2.0)


def test_reads_a_video_whose_metadata_is_no_text(tmp_path: Path) -> None:
    video = build_video(coloured_frames()).replace(b"VideoHandler", b"VideoHandle\xc0")

    assert probe_video(saved(tmp_path, video)).codec == "h264"


def test_refuses_a_video_of_an_unknown_codec(tmp_path: Path) -> None:
    video = build_video(coloured_frames()).replace(b"avc1", b"?v?1")

    with pytest.raises(ServiceFailed, match="cannot be played"):
        probe_video(saved(tmp_path, video))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "video_of_wrong_type"),
        (b"<!doctype html><title>502 Bad Gateway</title>", "video_of_wrong_type"),
        (b'{"error": "expired"}', "video_of_wrong_type"),
        (b"#EXTM3U\nhttp://localhost/secret.ts", "video_of_wrong_type"),
        (encode(gradient(64, 64), "PNG"), "video_of_wrong_type"),
        (build_sound(), "video_without_pictures"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(500), "video_damaged"),
    ],
    ids=["empty", "page", "json", "playlist", "picture", "sound", "zeros"],
)
def test_refuses_what_is_no_video(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(ServiceFailed) as failure:
        probe_video(saved(tmp_path, content))

    assert failure.value.code == code


@pytest.mark.parametrize("part", [0.02, 0.1, 0.5, 0.9, 0.999])
def test_refuses_a_video_that_was_cut_off(tmp_path: Path, part: float) -> None:
    whole = build_video([gradient(320, 240).rotate(angle) for angle in range(0, 160, 10)], has_sound=True)

    with pytest.raises(ServiceFailed) as failure:
        probe_video(saved(tmp_path, whole[: round(len(whole) * part)]))

    assert failure.value.code in {"video_incomplete", "video_damaged"}


def test_writes_the_very_last_frame(tmp_path: Path) -> None:
    frames = [*coloured_frames(["red", "green"], each=8), Image.new("RGB", (320, 240), "blue")]

    written = write_last_frame(saved(tmp_path, build_video(frames)), tmp_path / "last.jpg", LIMIT_BYTES)

    assert (written.width, written.height) == (320, 240)
    assert middle_of(written.file) == pytest.approx((0, 0, 255), abs=6)


@pytest.mark.parametrize("is_tagged", [True, False])
def test_keeps_the_colours_of_an_hd_frame(tmp_path: Path, *, is_tagged: bool) -> None:
    video = build_video([Image.new("RGB", (960, 720), (200, 30, 40))] * 2, is_tagged=is_tagged)

    written = write_last_frame(saved(tmp_path, video), tmp_path / "last.jpg", LIMIT_BYTES)

    assert middle_of(written.file) == pytest.approx((200, 30, 40), abs=6)


def test_writes_a_poster_of_the_first_frame(tmp_path: Path) -> None:
    frames = [gradient(320, 240), *coloured_frames(["red"])]

    written = write_poster(saved(tmp_path, build_video(frames)), tmp_path / "poster.jpg", LIMIT_BYTES)

    assert middle_of(written.file) == pytest.approx((127, 127, 128), abs=8)


def test_writes_no_poster_of_black(tmp_path: Path) -> None:
    frames = [*coloured_frames(["black"]), gradient(320, 240)]

    written = write_poster(saved(tmp_path, build_video(frames)), tmp_path / "poster.jpg", LIMIT_BYTES)

    assert middle_of(written.file) == pytest.approx((127, 127, 128), abs=8)


def test_shrinks_the_poster_of_a_large_video(tmp_path: Path) -> None:
    video = build_video([Image.new("RGB", (1920, 1080), "red")])

    written = write_poster(saved(tmp_path, video), tmp_path / "poster.jpg", LIMIT_BYTES)

    assert (written.width, written.height) == (1280, 720)
