"""A connection to the gateway that another process holds, as Discord's library wants to see connections."""

import asyncio
from dataclasses import dataclass

import aiohttp

from adapters.discord.line_frames import FrameKind
from adapters.discord.line_pipe import LinePipe

#: How a connection ended that was not closed at all.
LOST = 1006


@dataclass(frozen=True, kw_only=True)
class SocketMessage:
    """What came over a websocket, as far as the library looks at it."""

    type: aiohttp.WSMsgType
    data: str = ""


class LineSocket:
    """Does what the library asks of a websocket."""

    def __init__(self, pipe: LinePipe) -> None:
        """Speak through `pipe`."""
        self._pipe = pipe
        self._heard: asyncio.Queue[str | None] = asyncio.Queue()
        self._close_code: int | None = None

    @property
    def closed(self) -> bool:
        """Tell whether either side has hung up."""
        return self._close_code is not None

    @property
    def close_code(self) -> int | None:
        """The code with which it was closed, or None while it stands."""
        return self._close_code

    def hear(self, text: str) -> None:
        """Take what the gateway said."""
        self._heard.put_nowait(text)

    def end(self, code: int = LOST) -> None:
        """Take note that it has ended, after all that was heard before; the first code counts."""
        if self._close_code is None:
            self._close_code = code
        self._heard.put_nowait(None)

    async def receive(self, timeout: float | None = None) -> SocketMessage:  # noqa: ASYNC109  # the library's name
        """Return what the gateway says next, or that there is nothing more; raise `TimeoutError` in time."""
        async with asyncio.timeout(timeout):
            text = await self._heard.get()
        if text is not None:
            return SocketMessage(type=aiohttp.WSMsgType.TEXT, data=text)
        # Whoever asks again hears the same again.
        self._heard.put_nowait(None)
        return SocketMessage(type=aiohttp.WSMsgType.CLOSED)

    async def send_str(self, text: str) -> None:
        """Say something to the gateway; raise `ClientConnectionResetError` when it has ended."""
        if self.closed:
            message = "the gateway has hung up"
            raise aiohttp.ClientConnectionResetError(message)
        self._pipe.say(FrameKind.SAY, text)

    async def close(self, *, code: int = 1000, message: bytes = b"") -> bool:
        """Hang up; return whether it stood until now."""
        del message
        if self.closed:
            return False
        self._pipe.say(FrameKind.HANG_UP, str(code))
        self.end(code)
        return True
