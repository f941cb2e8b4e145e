"""Turns the pictures of a command into the stored, normalised frames of a request.

Nothing is stored before every picture was accepted, so a refusal leaves nothing behind.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.disk_faults import translated_disk_errors
from bot.errors import RequestRefused, ServiceFailed
from bot.job.command import AnimateCommand, PictureSource, StoredPicture, StoredVideoFrame
from bot.media.picture_intake import PictureIntake
from bot.media.picture_order import AcceptedPicture
from bot.media.video_file import VideoFiles
from bot.media.work_folder import plan_work_folder
from bot.messages import jobs as job_sentences
from bot.messages import options as sentences
from bot.ports import Attachment, JobStore, MediaStore, ServiceProfile
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions

_CHUNK_BYTES = 256 * 1024
#: Requests whose pictures are opened at the same time.
_MOST_AT_ONCE = 8
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(frozen=True, kw_only=True)
class PreparedRequest:
    """A request whose pictures are stored, and what the person should know about them."""

    request: GenerationRequest
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FileAttachment:
    """A local file in the shape of an attachment."""

    name: str
    path: Path

    async def read_chunks(self) -> AsyncIterator[bytes]:
        """Stream the file; it was written by us and is small enough for plain reads."""
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk


class FramePreparation:
    """Opens, normalises and stores the pictures of commands."""

    def __init__(
        self, *, intake: PictureIntake, videos: VideoFiles, media: MediaStore, jobs: JobStore, work_folder: Path
    ) -> None:
        """Keep the collaborators; `work_folder` holds pictures only until they are accepted."""
        self._intake = intake
        self._videos = videos
        self._media = media
        self._jobs = jobs
        self._work_folder = work_folder
        # Whoever comes in a crowd waits here, instead of slowing everybody down.
        self._room = asyncio.Semaphore(_MOST_AT_ONCE)

    async def prepare(
        self, command: AnimateCommand, options: RequestOptions, profile: ServiceProfile
    ) -> PreparedRequest:
        """Return the request with its frames stored; raise `RequestRefused` when a picture cannot be used."""
        async with self._open_folder() as folder:
            first = await self._accept(command.first_frame, folder, options=options, option="first")
            last = await self._accept(command.last_frame, folder, options=options, option="last")
            notes = [note for picture in (first, last) if picture is not None for note in picture.notes]
            if first is None and last is not None and not profile.accepts_lone_last_frame:
                # Such a service always starts from a picture; a closer view of the last frame lets the camera
                # arrive where the person wants it to end.
                first = await self._intake.closer_view(last.file, to=folder / "closer.jpg")
                notes.append(sentences.first_frame_derived())
            request = GenerationRequest(
                options=options,
                first_frame=None if first is None else await self._store(first),
                last_frame=None if last is None else await self._store(last),
            )
            return PreparedRequest(request=request, notes=tuple(dict.fromkeys(notes)))

    async def discard(self, request: GenerationRequest) -> None:
        """Forget the frames of a request that no job was made of."""
        for picture in (request.first_frame, request.last_frame):
            if picture is not None:
                await self._media.delete(picture.key)

    async def take_picture(self, attachment: Attachment) -> Picture:
        """Normalise and store one picture that is not part of a request yet; raise `RequestRefused` otherwise."""
        async with self._open_folder() as folder:
            return await self._store(await self._intake.accept(attachment, folder=folder, option="first"))

    @asynccontextmanager
    async def _open_folder(self) -> AsyncIterator[Path]:
        """Lend a folder to whose turn it is; raise `ServiceFailed` where the disk is full."""
        with translated_disk_errors():
            async with self._room, plan_work_folder(self._work_folder) as folder:
                yield folder

    async def _accept(
        self, source: PictureSource | None, folder: Path, *, options: RequestOptions, option: str
    ) -> AcceptedPicture | None:
        if source is None:
            return None
        async with AsyncExitStack() as stack:
            attachment = await self._open(source, folder, stack)
            return await self._intake.accept(
                attachment, folder=folder, aspect=options.aspect, quality=options.quality, option=option
            )

    async def _open(self, source: PictureSource, folder: Path, stack: AsyncExitStack) -> Attachment:
        if isinstance(source, StoredPicture):
            return await self._lend(source.key, stack, gone=job_sentences.picture_gone())
        if isinstance(source, StoredVideoFrame):
            job = await self._jobs.read(source.job_id)
            if job is None or job.video is None:
                raise RequestRefused(job_sentences.video_gone())
            video = await self._lend(job.video.key, stack, gone=job_sentences.video_gone())
            frame = folder / "continued.jpg"
            await asyncio.to_thread(folder.mkdir, mode=0o700, exist_ok=True)
            await self._videos.write_last_frame(video.path, to=frame)
            return FileAttachment(name=frame.name, path=frame)
        return source

    async def _lend(self, key: str, stack: AsyncExitStack, *, gone: str) -> FileAttachment:
        try:
            path = await stack.enter_async_context(self._media.local_copy(key))
        except ServiceFailed as error:
            raise RequestRefused(gone) from error
        return FileAttachment(name=key, path=path)

    async def _store(self, picture: AcceptedPicture) -> Picture:
        key = self._media.build_key(_SUFFIXES[picture.media_type])
        await self._media.adopt(picture.file, key=key)
        return Picture(
            key=key,
            media_type=picture.media_type,
            width=picture.width,
            height=picture.height,
            size_bytes=picture.size_bytes,
        )
