"""Where the pictures of a task come from: our own uploads are read from disk, everything else is downloaded."""

import asyncio
import shutil
from dataclasses import dataclass, field

from adapters.studio.address_guard import AddressRefused
from adapters.studio.download import Downloader, DownloadFailed
from adapters.studio.render_order import PictureStep
from adapters.studio.settings import MEBIBYTE
from adapters.studio.upload import Uploads, is_upload_link

_PICTURE_BYTES = 10 * MEBIBYTE
_VIDEO_BYTES = 100 * MEBIBYTE
_DOWNLOADS_AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class PictureSource:
    """Brings pictures into the work folder of a task, as they are."""

    uploads: Uploads
    downloader: Downloader
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_DOWNLOADS_AT_ONCE))

    async def bring(self, url: str, step: PictureStep) -> None:
        """Put what `url` leads to at the step's source; raises what the downloader raises."""
        upload = self.uploads.find_by_url(url)
        if upload is not None:
            await asyncio.to_thread(shutil.copyfile, self.uploads.get_path(upload), step.source)
            return
        try:
            async with self._places:
                limit_bytes = _VIDEO_BYTES if step.is_video else _PICTURE_BYTES
                await self.downloader.fetch_file(url, step.source, limit_bytes=limit_bytes)
        except (AddressRefused, DownloadFailed) as error:
            if not is_upload_link(url):
                raise
            message = "Its upload has expired or was deleted; upload it again."
            raise DownloadFailed(message) from error
