"""Bytes of strangers on their way to disk: counted, timed, and looked at before much of them was read."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

from bot.errors import RequestRefused
from bot.media.file_kind import OPENING_BYTES, PICTURE_KINDS, FileKind, tell_file_kind
from bot.media.picture_order import PictureLimits
from bot.messages import pictures as messages
from bot.ports import Attachment

#: So much is collected before it is written to disk.
_WRITING_BYTES = 1_000_000


class PictureUpload:
    """One attachment that is expected to be a picture, given for an option."""

    def __init__(self, attachment: Attachment, *, option: str, limits: PictureLimits) -> None:
        """Take an attachment that was not opened yet."""
        self._attachment = attachment
        self._option = option
        self._limits = limits

    async def save(self, to: Path) -> FileKind:
        """Stream the attachment into a file, making its folder where there is none, and tell what it is.

        Raise `RequestRefused` as soon as it proves to be too large, too slow or no picture; nothing is read beyond.
        """
        chunks = self._attachment.read_chunks()
        try:
            async with asyncio.timeout(self._limits.reading_seconds):
                return await self._write_chunks(chunks, to)
        except TimeoutError as error:
            seconds = self._limits.reading_seconds
            raise self._refusal(messages.picture_arrives_too_slowly(self._attachment.name, seconds=seconds)) from error
        finally:
            if isinstance(chunks, AsyncGenerator):
                await chunks.aclose()

    async def _write_chunks(self, chunks: AsyncIterator[bytes], to: Path) -> FileKind:
        kind: FileKind | None = None
        pending = bytearray()
        size_bytes = 0
        async for chunk in chunks:
            size_bytes += len(chunk)
            self._check_size(size_bytes)
            pending += chunk
            if kind is None and len(pending) >= OPENING_BYTES:
                kind = self._check_kind(pending)
            if len(pending) >= _WRITING_BYTES:
                await asyncio.to_thread(_append, to, bytes(pending))
                pending.clear()
        kind = kind or self._check_kind(pending)
        await asyncio.to_thread(_append, to, bytes(pending))
        return kind

    def _check_size(self, size_bytes: int) -> None:
        limit_bytes = self._limits.upload_bytes
        if size_bytes > limit_bytes:
            raise self._refusal(messages.picture_has_too_many_bytes(self._attachment.name, limit_bytes=limit_bytes))

    def _check_kind(self, opening: bytearray) -> FileKind:
        kind = tell_file_kind(bytes(opening[:OPENING_BYTES]))
        if kind in PICTURE_KINDS:
            return kind
        if kind is FileKind.EMPTY:
            raise self._refusal(messages.picture_is_empty(self._attachment.name))
        raise self._refusal(messages.picture_is_something_else(self._attachment.name, kind=kind.value))

    def _refusal(self, sentence: str) -> RequestRefused:
        return RequestRefused(sentence, option=self._option)


def _append(file: Path, piece: bytes) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    with file.open("ab") as target:
        target.write(piece)
