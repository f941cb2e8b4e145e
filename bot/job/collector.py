"""Fetches a finished video and stores it here, with its poster, before anybody is told."""

from pathlib import Path

from bot.errors import ServiceBusy, ServiceFailed
from bot.job.job import Video
from bot.media.video_file import VideoFiles
from bot.media.work_folder import open_work_folder
from bot.ports import MediaStore, VideoService


class VideoCollector:
    """Brings videos from the service into the media store."""

    def __init__(self, *, service: VideoService, files: VideoFiles, media: MediaStore, work_folder: Path) -> None:
        """Keep the collaborators; `work_folder` holds downloads only while they are looked at."""
        self._service = service
        self._files = files
        self._media = media
        self._work_folder = work_folder

    async def collect(self, url: str) -> Video:
        """Download, check and store a video; raise `ServiceBusy` where trying again makes sense."""
        async with open_work_folder(self._work_folder) as folder:
            download, poster = folder / "video.mp4", folder / "poster.jpg"
            await self._service.download_result(url, to=download)
            probe = await self._files.probe_video(download)
            await self._files.write_poster(download, to=poster)
            return Video(
                key=await self._save(download),
                poster_key=await self._save(poster),
                width=probe.width,
                height=probe.height,
                duration_seconds=probe.duration_seconds,
                size_bytes=probe.size_bytes,
                has_sound=probe.has_sound,
            )

    async def _save(self, file: Path) -> str:
        """Store a file; a full disk is no reason to lose a video that can be downloaded for many hours yet."""
        try:
            return await self._media.save(file, suffix=file.suffix)
        except ServiceFailed as error:
            raise ServiceBusy(error.sentence, code=error.code) from error
