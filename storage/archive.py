"""What cleaning up asks of the database. What is due, and when, is decided in the core."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, delete, func, select, true, tuple_

from bot.conversation import MessageKind
from bot.job.job import Job, JobState
from bot.retention.archive import Kept
from storage.database import Database
from storage.jobs import build_job
from storage.tables import jobs, messages

_ENDED = tuple(sorted(state for state in JobState if state.is_final))
_UNFINISHED = tuple(sorted(state for state in JobState if not state.is_final))
_FILTERS: Mapping[Kept, ColumnElement[bool]] = MappingProxyType(
    {Kept.PICTURES: jobs.c.has_pictures == true(), Kept.VIDEO: jobs.c.has_video == true(), Kept.ROW: true()}
)
_PICTURE_KEYS = tuple(jobs.c.request[(name, "key")].as_string() for name in ("first_frame", "last_frame"))
_VIDEO_KEYS = tuple(jobs.c.details[("video", name)].as_string() for name in ("key", "poster_key"))


class SqlJobArchive:
    """Finds and deletes what is over."""

    def __init__(self, database: Database) -> None:
        """Use an open database."""
        self._database = database

    async def find_ended(
        self, kept: Kept, *, before: datetime, after: Job | None = None, limit: int = 200
    ) -> Sequence[Job]:
        """Return jobs that ended before a moment and may still have this, oldest end first, from behind `after` on."""
        query = (
            select(jobs)
            .where(_FILTERS[kept], jobs.c.finished_at < before, jobs.c.state.in_(_ENDED))
            .order_by(jobs.c.finished_at, jobs.c.id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(tuple_(jobs.c.finished_at, jobs.c.id) > tuple_(after.finished_at, after.id))
        rows = await self._database.read(lambda connection: connection.execute(query).mappings().all())
        return [build_job(row) for row in rows]

    async def find_continued(self) -> frozenset[str]:
        """Return the ids of the jobs from which an unfinished one was started."""
        query = select(jobs.c.parent_id).where(jobs.c.state.in_(_UNFINISHED), jobs.c.parent_id.is_not(None))
        return await self._database.read(lambda connection: frozenset(connection.execute(query).scalars()))

    async def read_kept_pictures(self) -> frozenset[str]:
        """Return the media keys of the pictures of all jobs that still keep theirs."""
        return await self._read_keys(select(*_PICTURE_KEYS).where(jobs.c.has_pictures == true()))

    async def read_media_keys(self) -> frozenset[str]:
        """Return the media keys of everything that a job or a message of the chat page refers to."""
        pictures = await self.read_kept_pictures()
        videos = await self._read_keys(select(*_VIDEO_KEYS).where(jobs.c.has_video == true()))
        return pictures | videos | await self._read_message_pictures()

    async def delete_jobs(self, job_ids: Sequence[str]) -> None:
        """Forget jobs; unknown ids are no error."""
        statement = delete(jobs).where(jobs.c.id.in_(job_ids), jobs.c.state.in_(_ENDED))
        await self._database.write(lambda connection: connection.execute(statement))

    async def delete_messages(self, *, before: datetime) -> int:
        """Forget messages of the chat page that were posted before a moment; return how many.

        The newest message stays whatever its age, since its id is what the next one's grows from.
        """
        newest = select(func.max(messages.c.id)).scalar_subquery()
        statement = delete(messages).where(messages.c.created_at < before, messages.c.id < newest)
        return await self._database.write(lambda connection: connection.execute(statement).rowcount)

    async def _read_keys(self, query: Select[str, str]) -> frozenset[str]:
        rows = await self._database.read(lambda connection: connection.execute(query).all())
        return frozenset(key for row in rows for key in row if key)

    async def _read_message_pictures(self) -> frozenset[str]:
        """Return the pictures of people's own messages; cards and results show what belongs to jobs."""
        query = select(messages.c.body).where(messages.c.kind == MessageKind.TEXT, messages.c.deleted.is_(False))
        bodies = await self._database.read(lambda connection: connection.execute(query).scalars().all())
        return frozenset(picture["key"] for body in bodies for picture in body.get("pictures", ()))
