"""Deletes what has been kept long enough, and what nobody refers to. Every part may be repeated or cut short anywhere.

How files are taken from jobs while others begin is in `bot.retention.release`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.job.job import Job
from bot.ports import JobStore
from bot.retention.archive import JobArchive, Kept, MediaIndex, StoredFile
from bot.retention.release import FileRelease, list_video_keys

logger = logging.getLogger(__name__)

#: The promise to the people whose pictures they are.
PICTURE_LIFETIME = timedelta(hours=24)
#: What nobody refers to may be on its way into a job or a form for so long.
ORPHAN_AGE = timedelta(hours=24)
#: The record that an engine keeps of lives that are over serves nobody after that.
HISTORY_LIFETIME = timedelta(days=7)

HistoryCleaner = Callable[[datetime], Awaitable[int]]


@dataclass(frozen=True, kw_only=True)
class KeepingTimes:
    """How long and how much is kept; None keeps for ever."""

    videos: timedelta | None = None
    rows: timedelta | None = None
    #: All pictures and videos together.
    most_bytes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What one sweep deleted."""

    pictures: int
    videos: int
    rows: int
    orphans: int
    history: int


class Sweeper:
    """Cleans the stores."""

    def __init__(
        self,
        *,
        jobs: JobStore,
        archive: JobArchive,
        media: MediaIndex,
        times: KeepingTimes,
        clean_history: HistoryCleaner,
    ) -> None:
        """Keep the collaborators; `clean_history` lets the durable engine forget lives that ended before a moment."""
        self._release = FileRelease(jobs=jobs, archive=archive, media=media)
        self._archive = archive
        self._media = media
        self._times = times
        self._clean_history = clean_history

    async def sweep(self, now: datetime) -> Swept:
        """Delete everything that is due; return how much it was."""
        swept = Swept(
            pictures=await self._sweep_pictures(now - PICTURE_LIFETIME),
            videos=await self._sweep_old_videos(now),
            rows=await self._sweep_rows(now),
            orphans=await self._sweep_files(now),
            history=await self._clean_history(now - HISTORY_LIFETIME),
        )
        logger.info("Swept", extra={"swept": vars(swept)})
        return swept

    async def _sweep_pictures(self, before: datetime) -> int:
        count = 0
        async for batch in self._each_batch(Kept.PICTURES, before=before):
            count += await self._release.drop_pictures(batch)
        return count

    async def _sweep_old_videos(self, now: datetime) -> int:
        if self._times.videos is None:
            return 0
        continued = await self._archive.find_continued()
        count = 0
        async for job in self._each_ended(Kept.VIDEO, before=now - self._times.videos):
            if job.id not in continued:
                count += await self._release.drop_video(job)
        return count

    async def _sweep_rows(self, now: datetime) -> int:
        if self._times.rows is None:
            return 0
        before, count = now - self._times.rows, 0
        continued = await self._archive.find_continued()
        async for job in self._each_ended(Kept.ROW, before=before):
            if job.id not in continued and await self._release.drop_video(job):
                await self._archive.delete_jobs([job.id])
                count += 1
        return count + await self._archive.delete_messages(before=before)

    async def _sweep_files(self, now: datetime) -> int:
        """Delete files that nobody refers to, then the oldest videos where all files together are too large."""
        files = [file async for batch in self._media.list_files() for file in batch]
        # Read after the listing, so that a file which found its job meanwhile is not taken for an orphan.
        known = await self._archive.read_media_keys()
        orphans = [file for file in files if file.key not in known and file.saved_at < now - ORPHAN_AGE]
        for file in orphans:
            await self._media.delete(file.key)
        await self._make_room(files, freed_bytes=sum(file.size_bytes for file in orphans), now=now)
        return len(orphans)

    async def _make_room(self, files: Sequence[StoredFile], *, freed_bytes: int, now: datetime) -> None:
        if self._times.most_bytes is None:
            return
        sizes = {file.key: file.size_bytes for file in files}
        excess = sum(sizes.values()) - freed_bytes - self._times.most_bytes
        continued = await self._archive.find_continued()
        async for job in self._each_ended(Kept.VIDEO, before=now):
            if excess <= 0:
                return
            if job.id not in continued and await self._release.drop_video(job):
                excess -= sum(sizes.get(key, 0) for key in list_video_keys(job))
        if excess > 0:
            logger.warning("The stored files exceed their limit although no finished video is left to delete")

    async def _each_ended(self, kept: Kept, *, before: datetime) -> AsyncIterator[Job]:
        async for batch in self._each_batch(kept, before=before):
            for job in batch:
                yield job

    async def _each_batch(self, kept: Kept, *, before: datetime) -> AsyncIterator[Sequence[Job]]:
        """Yield jobs, oldest end first; each batch is read when the one before is dealt with."""
        last: Job | None = None
        while batch := await self._archive.find_ended(kept, before=before, after=last):
            yield batch
            last = batch[-1]
            # Whoever answers people comes first.
            await asyncio.sleep(0)
