"""Stores in memory with a few files in them, and the sweeper that cleans them."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.job.job import Job, JobState, Video
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from bot.retention.release import FileRelease
from bot.retention.sweep import KeepingTimes, Sweeper, Swept
from tests.contracts.samples import NOON, build_job
from tests.fakes.archive import MemoryJobArchive
from tests.fakes.conversations import MemoryConversationStore
from tests.fakes.jobs import MemoryJobStore
from tests.fakes.media import MemoryMediaStore

#: What every stored file weighs.
FILE_BYTES = 10


@dataclass
class Stores:
    """Everything that a sweep touches."""

    jobs: MemoryJobStore = field(default_factory=MemoryJobStore)
    conversations: MemoryConversationStore = field(default_factory=MemoryConversationStore)
    media: MemoryMediaStore = field(default_factory=MemoryMediaStore)
    #: Up to when the durable engine's history was cleaned.
    history_before: datetime | None = None
    logs_emptied: int = 0

    def __post_init__(self) -> None:
        self.archive = MemoryJobArchive(self.jobs, self.conversations)
        self.release = FileRelease(jobs=self.jobs, archive=self.archive, media=self.media)

    async def empty_logs(self) -> None:
        self.logs_emptied += 1

    async def clean_history(self, before: datetime) -> int:
        self.history_before = before
        return 1

    async def keep(self, name: str, *, picture: str = "", video: str = "", **changes: object) -> Job:
        """Store a job that was done at noon, with files of these names."""
        job = build_job(name, **{"state": JobState.DONE, "finished_at": NOON, **changes})
        options = RequestOptions(prompt="a ship")
        if picture:
            self.save(picture)
            frame = Picture(key=picture, media_type="image/png", width=9, height=9, size_bytes=FILE_BYTES)
            job = replace(job, request=GenerationRequest(options=options, first_frame=frame))
        if video:
            self.save(video, f"{video}.jpg")
            job = replace(job, video=build_video(video))
        await self.jobs.add(job)
        return job

    def save(self, *keys: str, at: datetime = NOON) -> None:
        """Store files."""
        for key in keys:
            self.media.contents[key] = bytes(FILE_BYTES)
            self.media.saved_at[key] = at

    async def sweep(self, after: timedelta, **times: object) -> Swept:
        """Clean everything so long after noon."""
        sweeper = Sweeper(
            jobs=self.jobs,
            archive=self.archive,
            media=self.media,
            times=KeepingTimes(**times),  # type: ignore[arg-type] # each test names real fields
            clean_history=self.clean_history,
        )
        return await sweeper.sweep(NOON + after)


def build_video(key: str) -> Video:
    """Build a video whose poster is named after it."""
    poster_key = f"{key}.jpg"
    return Video(
        key=key, poster_key=poster_key, width=9, height=9, duration_seconds=3, size_bytes=FILE_BYTES, has_sound=False
    )
