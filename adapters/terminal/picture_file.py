"""A picture on this machine in the shape in which the core takes pictures."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import RequestRefused
from bot.messages import terminal as sentences

_CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class PictureFile:
    """A file that somebody named."""

    path: Path

    @property
    def name(self) -> str:
        """Return the file's name without its folders."""
        return self.path.name

    async def read_chunks(self) -> AsyncIterator[bytes]:
        """Stream the file; raise `RequestRefused` when it cannot be read."""
        try:
            file = await asyncio.to_thread(self.path.open, "rb")
        except OSError as error:
            raise RequestRefused(sentences.unreadable_picture(str(self.path))) from error
        try:
            while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
                yield chunk
        except OSError as error:
            raise RequestRefused(sentences.unreadable_picture(str(self.path))) from error
        finally:
            await asyncio.to_thread(file.close)
