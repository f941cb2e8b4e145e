"""One life of the process that listens to Discord, and the connections to the gateway that it holds."""

import asyncio
import itertools
import logging
from asyncio.subprocess import Process
from dataclasses import dataclass, field

import aiohttp

from adapters.discord.line_account import LineAccount
from adapters.discord.line_frames import FrameKind, split_text
from adapters.discord.line_pipe import LinePipe
from adapters.discord.line_socket import LineSocket
from adapters.line.frames import build_frame, read_frame
from adapters.line.listener import end_listener, get_pipes
from adapters.line.log_relay import log_relayed

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class _Line:
    """A connection, and whether it stands."""

    socket: LineSocket
    opened: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class LineExchange:
    """Knows whose connection is which, for as long as the process lives."""

    def __init__(self, process: Process, account: LineAccount) -> None:
        """Let `process` listen under `account`."""
        self._process = process
        self._reader, self._writer = get_pipes(process)
        self._writer.write(build_frame(FrameKind.ACCOUNT, account.spell()))
        self._numbers = itertools.count(1)
        self._lines: dict[int, _Line] = {}
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Tell whether the process is gone, or will be in a moment."""
        return self._is_over

    @property
    def process_id(self) -> int:
        """The id of the process."""
        return self._process.pid

    async def open(self, address: str) -> LineSocket:
        """Connect to the gateway; raise `ClientConnectionError` where that fails."""
        number = next(self._numbers)
        pipe = LinePipe(self._writer, number)
        line = self._lines[number] = _Line(socket=LineSocket(pipe))
        pipe.say(FrameKind.OPEN, address)
        try:
            await line.opened
        except asyncio.CancelledError:
            await line.socket.close()
            raise
        return line.socket

    def hang_up(self) -> None:
        """Let the process close everything and end."""
        self._writer.close()

    def kill(self) -> None:
        """End the process however it is; nothing more is opened by it."""
        self._is_over = True
        if self._process.returncode is None:
            self._process.kill()

    async def run(self) -> None:
        """Pass on what the process says until it has ended."""
        try:
            while (frame := await read_frame(self._reader)) is not None:
                if frame.kind == FrameKind.RECORD:
                    log_relayed(frame.text)
                else:
                    self._take(FrameKind(frame.kind), *split_text(frame.text))
        finally:
            self._is_over = True
            self._end_lines()
            code = await end_listener(self._process)
            logger.info("The process that listens to Discord ended with code %s", code)

    def _take(self, kind: FrameKind, number: int, content: str) -> None:
        line = self._lines.get(number)
        if line is None:
            return
        if kind is FrameKind.HEARD:
            line.socket.hear(content)
        elif kind is FrameKind.OPENED:
            _settle(line.opened)
        elif kind is FrameKind.REFUSED:
            _settle(line.opened, aiohttp.ClientConnectionError(f"the gateway cannot be reached: {content}"))
            del self._lines[number]
        else:
            line.socket.end(int(content))
            del self._lines[number]

    def _end_lines(self) -> None:
        for line in self._lines.values():
            line.socket.end()
            _settle(line.opened, aiohttp.ClientConnectionError("the process that listens to Discord is gone"))
        self._lines.clear()


def _settle(opened: asyncio.Future[None], error: Exception | None = None) -> None:
    if opened.done():
        return
    if error is None:
        opened.set_result(None)
    else:
        opened.set_exception(error)
