"""Brings finished videos here: downloads and checks them, and stores them. Who is told of them is not known here."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ServiceBusy, ServiceFailed
from bot.job.job import Video
from bot.media.video_file import VideoFiles
from bot.media.work_folder import open_work_folder
from bot.ports import MediaStore, VideoService

logger = logging.getLogger(__name__)

_SUFFIX = ".mp4"


class VideoNotStored(ServiceBusy):
    """A video could not be stored now; it can be downloaded for many hours yet."""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A video that was downloaded and found whole, and that is not stored yet."""

    file: Path
    #: As it will be known once it is stored.
    video: Video


class VideoCollector:
    """Brings videos from the service into the media store."""

    def __init__(self, *, service: VideoService, files: VideoFiles, media: MediaStore, work_folder: Path) -> None:
        """Keep the collaborators; `work_folder` holds downloads only while they are looked at."""
        self._service = service
        self._files = files
        self._media = media
        self._work_folder = work_folder

    @asynccontextmanager
    async def open_arrival(self, url: str) -> AsyncIterator[Arrival]:
        """Lend a video that was downloaded and checked; raise `ServiceBusy` where trying again makes sense."""
        key = self._media.build_key(_SUFFIX)
        download = self._work_folder / key
        try:
            await self._service.download_result(url, to=download)
            probe = await self._files.probe_video(download)
            video = Video(
                key=key,
                width=probe.width,
                height=probe.height,
                duration_seconds=probe.duration_seconds,
                size_bytes=probe.size_bytes,
                has_sound=probe.has_sound,
            )
            yield Arrival(file=download, video=video)
        finally:
            await asyncio.to_thread(_remove, download, _poster_beside(download))

    async def store(self, arrival: Arrival) -> None:
        """Store a video, without its poster; a full disk is no reason to lose it, so that raises `VideoNotStored`."""
        try:
            await self._media.adopt(arrival.file, key=arrival.video.key)
        except ServiceFailed as error:
            raise VideoNotStored(error.sentence, code=error.code) from error

    async def add_poster(self, video: Video, *, arrival: Arrival | None = None) -> Video:
        """Return a stored video with a poster, or as it is when none can be made of it.

        Where the video is still lent as an `arrival`, it is not fetched from the store.
        """
        try:
            if arrival is not None:
                return await self._draw_poster(video, arrival.file, _poster_beside(arrival.file))
            async with self._media.local_copy(video.key) as source, open_work_folder(self._work_folder) as folder:
                return await self._draw_poster(video, source, folder / "poster.jpg")
        except ServiceFailed as error:
            logger.warning("A video has no poster: %s", error.code)
            return video

    async def _draw_poster(self, video: Video, source: Path, poster: Path) -> Video:
        await self._files.write_poster(source, to=poster)
        key = self._media.build_key(poster.suffix)
        await self._media.adopt(poster, key=key)
        return video.model_copy(update={"poster_key": key})


def _poster_beside(download: Path) -> Path:
    """Return where the poster of a download is drawn; it goes with the download."""
    return download.with_suffix(".jpg")


def _remove(*files: Path) -> None:
    for file in files:
        file.unlink(missing_ok=True)
