"""An honest archive in memory: same answers as the real one, on the jobs and messages of the stores in memory."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.conversation import MessageKind
from bot.job.job import Job
from bot.retention.archive import Kept
from bot.retention.release import list_picture_keys, list_video_keys
from tests.fakes.conversations import MemoryConversationStore
from tests.fakes.jobs import MemoryJobStore

_FILTERS: Mapping[Kept, Callable[[Job], bool]] = {
    Kept.PICTURES: lambda job: job.has_pictures,
    Kept.VIDEO: lambda job: job.video is not None,
    Kept.ROW: lambda _: True,
}


class MemoryJobArchive:
    """Finds and deletes what is over."""

    def __init__(self, jobs: MemoryJobStore, conversations: MemoryConversationStore) -> None:
        self._jobs = jobs
        self._conversations = conversations

    async def find_ended(
        self, kept: Kept, *, before: datetime, after: Job | None = None, limit: int = 200
    ) -> Sequence[Job]:
        start = (datetime.min.replace(tzinfo=before.tzinfo), "") if after is None else _build_order_key(after)
        found = [
            job
            for job in self._jobs.jobs.values()
            if job.state.is_final and job.finished_at is not None and job.finished_at < before
            if _FILTERS[kept](job) and _build_order_key(job) > start
        ]
        return sorted(found, key=_build_order_key)[:limit]

    async def find_continued(self) -> frozenset[str]:
        return frozenset(job.parent_id for job in self._jobs.jobs.values() if job.parent_id and not job.state.is_final)

    async def read_kept_pictures(self) -> frozenset[str]:
        return frozenset(key for job in self._jobs.jobs.values() if job.has_pictures for key in list_picture_keys(job))

    async def read_media_keys(self) -> frozenset[str]:
        keys = set(await self.read_kept_pictures())
        keys |= {key for job in self._jobs.jobs.values() for key in list_video_keys(job)}
        for message in self._conversations.messages.values():
            if message.kind is MessageKind.TEXT and not message.deleted:
                keys |= {picture["key"] for picture in message.body.get("pictures", ())}
        return frozenset(keys)

    async def delete_jobs(self, job_ids: Sequence[str]) -> None:
        for job_id in job_ids:
            if job_id in self._jobs.jobs and self._jobs.jobs[job_id].state.is_final:
                del self._jobs.jobs[job_id]

    async def delete_messages(self, *, before: datetime) -> int:
        messages = self._conversations.messages
        newest = max(messages, default=0)
        old = [one.id for one in messages.values() if one.created_at < before and one.id != newest]
        for message_id in old:
            del messages[message_id]
        return len(old)


def _build_order_key(job: Job) -> tuple[datetime, str]:
    return job.finished_at or job.created_at, job.id
