"""Fetches a finished video and stores it here before anybody is told. Its poster can be made later."""

import asyncio
import logging
from pathlib import Path

from bot.errors import ServiceBusy, ServiceFailed
from bot.job.job import Video
from bot.media.video_file import VideoFiles
from bot.media.video_probe import VideoProbe
from bot.media.work_folder import open_work_folder
from bot.ports import MediaStore, VideoService

logger = logging.getLogger(__name__)


class VideoCollector:
    """Brings videos from the service into the media store."""

    def __init__(self, *, service: VideoService, files: VideoFiles, media: MediaStore, work_folder: Path) -> None:
        """Keep the collaborators; `work_folder` holds downloads only while they are looked at."""
        self._service = service
        self._files = files
        self._media = media
        self._work_folder = work_folder

    async def collect(self, url: str) -> Video:
        """Download, check and store a video, without its poster; raise `ServiceBusy` where trying again makes sense."""
        async with open_work_folder(self._work_folder) as folder:
            download = folder / "video.mp4"
            await self._service.download_result(url, to=download)
            key, probe = await self._save_checked(download)
            return Video(
                key=key,
                width=probe.width,
                height=probe.height,
                duration_seconds=probe.duration_seconds,
                size_bytes=probe.size_bytes,
                has_sound=probe.has_sound,
            )

    async def add_poster(self, video: Video) -> Video:
        """Return the video with a poster, or as it is when none can be made of it."""
        try:
            async with self._media.local_copy(video.key) as source, open_work_folder(self._work_folder) as folder:
                poster = folder / "poster.jpg"
                await self._files.write_poster(source, to=poster)
                return video.model_copy(update={"poster_key": await self._media.save(poster, suffix=poster.suffix)})
        except ServiceFailed as error:
            logger.warning("A video has no poster: %s", error.code)
            return video

    async def _save_checked(self, file: Path) -> tuple[str, VideoProbe]:
        """Store a file while it is being looked through; nothing of one that is damaged stays."""
        key, probe = await asyncio.gather(self._save(file), self._files.probe_video(file), return_exceptions=True)
        if isinstance(key, BaseException):
            raise key
        if isinstance(probe, BaseException):
            await self._media.delete(key)
            raise probe
        return key, probe

    async def _save(self, file: Path) -> str:
        """Store a file; a full disk is no reason to lose a video that can be downloaded for many hours yet."""
        try:
            return await self._media.save(file, suffix=file.suffix)
        except ServiceFailed as error:
            raise ServiceBusy(error.sentence, code=error.code) from error
