import asyncio

import aiohttp
import pytest

from adapters.discord.line_frames import FrameKind, split_text
from adapters.discord.line_pipe import LinePipe
from adapters.discord.line_socket import LOST, LineSocket, SocketMessage
from adapters.line.frames import Frame, read_frame

GONE = SocketMessage(type=aiohttp.WSMsgType.CLOSED)


class FakeWriter:
    """Keeps what is written."""

    def __init__(self) -> None:
        self.reader = asyncio.StreamReader()
        self.is_gone = False

    def is_closing(self) -> bool:
        return self.is_gone

    def write(self, content: bytes) -> None:
        self.reader.feed_data(content)


def open_socket() -> tuple[LineSocket, FakeWriter]:
    """Return a socket with the number 7, and what takes its frames."""
    writer = FakeWriter()
    return LineSocket(LinePipe(writer, 7)), writer  # type: ignore[arg-type] # it writes and is asked whether it closes


async def test_what_the_gateway_says_comes_in_order_and_then_its_end() -> None:
    socket, _ = open_socket()
    for text in ("first", "second"):
        socket.hear(text)
    socket.end(4004)
    heard = [await socket.receive(timeout=60) for _ in range(4)]

    assert [message.data for message in heard[:2]] == ["first", "second"]
    assert heard[2:] == [GONE, GONE]
    assert (socket.closed, socket.close_code) == (True, 4004)


async def test_whoever_waits_for_the_gateway_waits_no_longer_than_it_says() -> None:
    socket, _ = open_socket()

    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0)


async def test_what_is_said_and_the_end_of_it_go_out_under_the_number() -> None:
    socket, writer = open_socket()
    await socket.send_str('{"op": 1}')
    was_open = await socket.close(code=4000)
    frames = [await read_frame(writer.reader) for _ in range(2)]

    assert frames == [Frame(kind=FrameKind.SAY, text='7 {"op": 1}'), Frame(kind=FrameKind.HANG_UP, text="7 4000")]
    assert was_open
    assert await socket.receive(timeout=60) == GONE


async def test_nothing_is_said_to_a_gateway_that_has_hung_up() -> None:
    socket, writer = open_socket()
    socket.end()

    with pytest.raises(aiohttp.ClientConnectionResetError):
        await socket.send_str("hello")
    assert not await socket.close()
    writer.reader.feed_eof()
    assert (await read_frame(writer.reader), socket.close_code) == (None, LOST)


async def test_says_nothing_to_a_process_that_is_gone() -> None:
    socket, writer = open_socket()
    writer.is_gone = True
    await socket.send_str("hello")
    writer.reader.feed_eof()

    assert await read_frame(writer.reader) is None


def test_the_text_of_a_frame_may_hold_anything() -> None:
    assert split_text('7 {"d": "two words"}') == (7, '{"d": "two words"}')
