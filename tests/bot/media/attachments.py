"""An attachment made of bytes that counts what was read of it."""

from collections.abc import AsyncIterator

CHUNK_BYTES = 65_536


class BytesAttachment:
    """Fulfils `bot.ports.Attachment` from memory."""

    def __init__(self, content: bytes, *, name: str = "day.png") -> None:
        self._content = content
        self._name = name
        self.bytes_read = 0
        self.is_closed = False

    @property
    def name(self) -> str:
        return self._name

    async def read_chunks(self) -> AsyncIterator[bytes]:
        try:
            for start in range(0, len(self._content), CHUNK_BYTES):
                chunk = self._content[start : start + CHUNK_BYTES]
                self.bytes_read += len(chunk)
                yield chunk
        finally:
            self.is_closed = True
