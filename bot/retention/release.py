"""Takes files from jobs that ended, and never one that a running job needs, whatever begins or lives again meanwhile.

A job's row says first that a file is gone, in a transaction that no move of the job can slip into; only then the file
goes. What a crash leaves between the two is a file that nobody refers to, and those go too.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.job.job import Job
from bot.ports import JobStore
from bot.retention.archive import JobArchive, MediaIndex


class FileRelease:
    """Deletes files of jobs that ended."""

    def __init__(self, *, jobs: JobStore, archive: JobArchive, media: MediaIndex) -> None:
        """Keep the stores."""
        self._jobs = jobs
        self._archive = archive
        self._media = media

    async def drop_pictures(self, ended: Sequence[Job]) -> int:
        """Delete the pictures of jobs, but for those that another job keeps too; return how many."""
        released = [job for job in ended if await self._change_ended(job, _without_pictures)]
        keys = {key for job in released for key in list_picture_keys(job)}
        # Read after that: a re-roll of one of these jobs is known by now, or it will be refused.
        keys -= await self._archive.read_kept_pictures()
        for key in keys:
            await self._media.delete(key)
        return len(keys)

    async def drop_video(self, job: Job) -> bool:
        """Delete a job's video and its poster; return False, having done nothing, where the job lives again."""
        is_released = await self._change_ended(job, _without_video)
        if is_released:
            for key in list_video_keys(job):
                await self._media.delete(key)
        return is_released

    async def drop_everything(self, forgotten: Sequence[Job]) -> None:
        """Delete all files of jobs whose rows go next; a picture that somebody's re-roll needs goes with that job.

        The rows go on naming the videos until then, so that what is cut short can be repeated.
        """
        await self.drop_pictures(forgotten)
        for key in (key for job in forgotten for key in list_video_keys(job)):
            await self._media.delete(key)

    async def _change_ended(self, job: Job, change: Callable[[Job], Job]) -> bool:
        """Change a job; return False where it lives again, or has meanwhile, or is forgotten."""

        def is_same(one: Job) -> bool:
            return one.state.is_final and one.attempt == job.attempt

        try:
            return is_same(await self._jobs.change(job.id, lambda one: change(one) if is_same(one) else one))
        except KeyError:
            return False


def list_picture_keys(job: Job) -> Sequence[str]:
    """Return the media keys of a job's pictures."""
    pictures = (job.request.first_frame, job.request.last_frame)
    return [picture.key for picture in pictures if picture is not None]


def list_video_keys(job: Job) -> Sequence[str]:
    """Return the media keys of a job's video and its poster."""
    if job.video is None:
        return []
    return [key for key in (job.video.key, job.video.poster_key) if key]


def _without_pictures(job: Job) -> Job:
    return replace(job, are_pictures_kept=False)


def _without_video(job: Job) -> Job:
    return replace(job, video=None)
