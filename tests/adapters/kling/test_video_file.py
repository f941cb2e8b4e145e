from pathlib import Path

import pytest

from adapters.kling.video_file import is_video, is_whole
from tests.servers.video_api_state import build_video


@pytest.mark.parametrize(
    "start",
    [build_video(), bytearray(build_video()), b"\x00\x00\x00\x08mdat\x00\x00\x00\x00", b"\x1a\x45\xdf\xa3" + bytes(8)],
)
def test_knows_a_video_by_its_first_bytes(start: bytes | bytearray) -> None:
    assert is_video(start)


@pytest.mark.parametrize("start", [b"", b"<!doctype html>", b'{"error": {}}', b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_knows_what_is_no_video(start: bytes) -> None:
    assert not is_video(start)


@pytest.mark.parametrize("size_bytes", [64, 4096, 100_000])
def test_a_video_whose_boxes_end_with_the_file_is_whole(tmp_path: Path, size_bytes: int) -> None:
    file = tmp_path / "video.mp4"
    file.write_bytes(build_video(size_bytes))

    assert is_whole(file)


@pytest.mark.parametrize("kept_bytes", [0, 3, 10, 40, 4095])
def test_a_video_that_breaks_off_is_not_whole(tmp_path: Path, kept_bytes: int) -> None:
    file = tmp_path / "video.mp4"
    file.write_bytes(build_video(4096)[:kept_bytes])

    assert not is_whole(file)


def test_a_last_box_may_reach_to_the_end(tmp_path: Path) -> None:
    file = tmp_path / "video.mp4"
    file.write_bytes(build_video(64) + b"\x00\x00\x00\x00mdat" + bytes(500))

    assert is_whole(file)


def test_a_box_may_have_a_long_length(tmp_path: Path) -> None:
    file = tmp_path / "video.mp4"
    file.write_bytes(build_video(64) + b"\x00\x00\x00\x01mdat" + (116).to_bytes(8, "big") + bytes(100))

    assert is_whole(file)


def test_a_box_that_claims_no_room_does_not_hang(tmp_path: Path) -> None:
    file = tmp_path / "video.mp4"
    file.write_bytes(build_video(64) + b"\x00\x00\x00\x02mdat" + bytes(100))

    assert not is_whole(file)


def test_other_containers_are_left_to_the_decoder(tmp_path: Path) -> None:
    file = tmp_path / "video.webm"
    file.write_bytes(b"\x1a\x45\xdf\xa3" + bytes(10))

    assert is_whole(file)
