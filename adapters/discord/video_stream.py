"""A video on its way to Discord: in large pieces, and the last byte only once people may see it.

A message that is not sent to its end is none, so everything before that byte can go out early.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import payload_type
from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import IOBasePayload

#: So much of a video is in memory at a time; smaller pieces would cost a switch between threads each.
_PIECE_BYTES = 256 * 1024


class VideoStream(io.BufferedReader):
    """A file that the library reads as any other."""

    def __init__(self, path: Path, *, wait_to_show: Callable[[], Awaitable[None]]) -> None:
        """Open the file; `wait_to_show` returns once people may see it."""
        super().__init__(io.FileIO(path))
        self.wait_to_show = wait_to_show


# The library hands files to its HTTP client as they are, which finds by their type how they are to be sent.
@payload_type(VideoStream)
class _VideoPayload(IOBasePayload):
    """Sends a `VideoStream`."""

    _value: VideoStream

    async def write_with_length(self, writer: AbstractStreamWriter, content_length: int | None) -> None:
        """Write the file from its beginning, or at most so many bytes of it."""
        size_bytes = self.size or 0
        left = size_bytes if content_length is None else min(content_length, size_bytes)
        await asyncio.to_thread(self._value.seek, 0)
        while left:
            piece = memoryview(await asyncio.to_thread(self._value.read, min(_PIECE_BYTES, left)))
            left -= len(piece)
            if left:
                await writer.write(piece)
            else:
                await writer.write(piece[:-1])
                await self._value.wait_to_show()
                await writer.write(piece[-1:])
