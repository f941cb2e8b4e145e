"""Receives multipart forms: words into memory, pictures streamed to disk, both only up to a limit."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import BodyPartReader, web

from bot.disk_faults import translated_disk_errors
from bot.errors import RequestRefused
from bot.messages import web as sentences

MEGABYTE = 1_000_000
_CHUNK_BYTES = 256 * 1024
_MAX_PARTS = 40
_MAX_WORDS_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class UploadedPicture:
    """A picture that arrived with a form and lies on disk until the form is dealt with."""

    name: str
    path: Path

    async def read_chunks(self) -> AsyncIterator[bytes]:
        """Stream the bytes."""
        file = await asyncio.to_thread(self.path.open, "rb")
        try:
            while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
                yield chunk
        finally:
            await asyncio.to_thread(file.close)


@dataclass(frozen=True, kw_only=True)
class UploadedForm:
    """What somebody sent: words and pictures by field name."""

    words: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, tuple[UploadedPicture, ...]] = field(default_factory=dict)

    def take(self, name: str) -> str:
        """Return the words of a field without the space around them, empty where there are none."""
        return self.words.get(name, "").strip()

    def first_picture(self, name: str) -> UploadedPicture | None:
        """Return the first picture of a field, if any."""
        return next(iter(self.pictures.get(name, ())), None)


class FormReceiver:
    """Reads forms into a folder that is emptied as soon as they are dealt with."""

    def __init__(self, folder: Path, *, max_picture_bytes: int = 30 * MEGABYTE) -> None:
        """Keep pictures of up to `max_picture_bytes` each below `folder`, which exists."""
        self._folder = folder
        self._max_picture_bytes = max_picture_bytes

    @asynccontextmanager
    async def receive(self, request: web.Request) -> AsyncIterator[UploadedForm]:
        """Lend the form that a request carries; raise `RequestRefused` where it is broken or too large.

        Raise `ServiceFailed` where the disk takes no more.
        """
        if request.content_type != "multipart/form-data":
            raise RequestRefused(sentences.upload_unreadable())
        with translated_disk_errors():
            folder = await asyncio.to_thread(tempfile.TemporaryDirectory, dir=self._folder, prefix="upload-")
        try:
            with translated_disk_errors():
                form = await self._read_form(request, Path(folder.name))
            yield form
        finally:
            await asyncio.to_thread(folder.cleanup)

    async def _read_form(self, request: web.Request, folder: Path) -> UploadedForm:
        try:
            return await self._read_parts(request, folder)
        except (ValueError, web.RequestPayloadError) as error:
            raise RequestRefused(sentences.upload_unreadable()) from error

    async def _read_parts(self, request: web.Request, folder: Path) -> UploadedForm:
        words: dict[str, str] = {}
        pictures: dict[str, tuple[UploadedPicture, ...]] = {}
        count = 0
        async for part in await request.multipart():
            count += 1
            if not isinstance(part, BodyPartReader) or part.name is None or count > _MAX_PARTS:
                raise RequestRefused(sentences.upload_unreadable())
            if part.filename is None:
                words[part.name] = await _read_words(part)
                continue
            picture = UploadedPicture(name=Path(part.filename).name, path=folder / f"{count}")
            if await self._save(part, picture.path):
                pictures[part.name] = (*pictures.get(part.name, ()), picture)
        return UploadedForm(words=words, pictures=pictures)

    async def _save(self, part: BodyPartReader, path: Path) -> int:
        size_bytes = 0
        file = await asyncio.to_thread(path.open, "wb")
        try:
            while chunk := await part.read_chunk(_CHUNK_BYTES):
                size_bytes += len(chunk)
                if size_bytes > self._max_picture_bytes:
                    limit = self._max_picture_bytes // MEGABYTE
                    raise RequestRefused(sentences.upload_too_large(limit_megabytes=limit), option=part.name)
                await asyncio.to_thread(file.write, chunk)
        finally:
            await asyncio.to_thread(file.close)
        return size_bytes


async def _read_words(part: BodyPartReader) -> str:
    collected = bytearray()
    while chunk := await part.read_chunk(_CHUNK_BYTES):
        collected += chunk
        if len(collected) > _MAX_WORDS_BYTES:
            raise RequestRefused(sentences.upload_unreadable(), option=part.name)
    return collected.decode()
