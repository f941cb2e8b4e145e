"""A video on its way, read by the HTTP client as it would be sent."""

from pathlib import Path

import pytest
from aiohttp import MultipartWriter
from aiohttp.payload import get_payload

from adapters.discord.video_stream import VideoStream

MIB = 1024 * 1024
CONTENT = bytes(range(256)) * 4096 * 2 + b"end"


class Wire:
    """Takes in what is sent."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    async def write(self, piece: bytes) -> None:
        self.pieces.append(bytes(piece))

    @property
    def size_bytes(self) -> int:
        """Return how much was sent."""
        return sum(len(piece) for piece in self.pieces)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Write a file that goes out in three pieces."""
    path = tmp_path / "video.mp4"
    path.write_bytes(CONTENT)
    return path


async def see_at_once() -> None:
    """Have nothing to wait for."""


async def send(stream: VideoStream, wire: Wire) -> None:
    """Send a form with the file, as the library does."""
    form = MultipartWriter("form-data")
    form.append_payload(get_payload(stream))
    await form.write(wire)  # type: ignore[arg-type] # it takes what is written, which is all that is asked


async def test_everything_but_the_last_byte_goes_out_before_people_may_see_it(video: Path) -> None:
    wire, sent = Wire(), list[int]()

    async def wait() -> None:
        sent.append(wire.size_bytes)

    with VideoStream(video, wait_to_show=wait) as stream:
        payload = get_payload(stream)
        size_bytes = payload.size
        await payload.write(wire)  # type: ignore[arg-type] # it takes what is written, which is all that is asked

    assert (sent, size_bytes) == ([2 * MIB + 2], 2 * MIB + 3)
    assert b"".join(wire.pieces) == CONTENT


async def test_a_video_that_must_not_be_seen_is_not_sent_to_its_end(video: Path) -> None:
    wire = Wire()

    async def refuse() -> None:
        message = "not stored"
        raise OSError(message)

    with VideoStream(video, wait_to_show=refuse) as stream, pytest.raises(OSError, match="not stored"):
        await send(stream, wire)

    assert b"end" not in b"".join(wire.pieces)


async def test_no_piece_is_large(video: Path) -> None:
    wire = Wire()
    with VideoStream(video, wait_to_show=see_at_once) as stream:
        await send(stream, wire)

    assert max(len(piece) for piece in wire.pieces) <= MIB


async def test_another_try_sends_it_from_the_beginning(video: Path) -> None:
    first, second = Wire(), Wire()
    with VideoStream(video, wait_to_show=see_at_once) as stream:
        for wire in (first, second):
            # The library goes back before every try.
            stream.seek(0)
            await get_payload(stream).write(wire)  # type: ignore[arg-type] # it takes what is written, which is all that is asked

    assert first.pieces == second.pieces
