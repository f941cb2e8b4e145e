"""What cleaning up needs to know of the stores, as small Protocols that storage fulfils."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.job.job import Job, Requester


class Kept(StrEnum):
    """What a job that ended may still have."""

    PICTURES = "pictures"
    VIDEO = "video"
    ROW = "row"


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """One picture or video as the media store sees it."""

    key: str
    size_bytes: int
    saved_at: datetime


class MediaIndex(Protocol):
    """Knows every stored file."""

    def list_files(self) -> AsyncIterator[Sequence[StoredFile]]:
        """Yield all files in batches, in no particular order."""

    async def delete(self, key: str) -> None:
        """Forget the bytes; unknown keys are no error."""


class JobArchive(Protocol):
    """Finds and deletes jobs that ended."""

    async def find_ended(
        self, kept: Kept, *, before: datetime, after: Job | None = None, limit: int = 200
    ) -> Sequence[Job]:
        """Return jobs that ended before a moment and may still have this, oldest end first, from behind `after` on."""

    async def find_continued(self) -> frozenset[str]:
        """Return the ids of the jobs from which an unfinished one was started."""

    async def read_kept_pictures(self) -> frozenset[str]:
        """Return the media keys of the pictures of all jobs that still keep theirs."""

    async def read_media_keys(self) -> frozenset[str]:
        """Return the media keys of everything that a job or a message of the chat page refers to."""

    async def delete_jobs(self, job_ids: Sequence[str]) -> None:
        """Forget jobs; unknown ids are no error."""

    async def delete_messages(self, *, before: datetime) -> int:
        """Forget messages of the chat page that were posted before a moment; return how many."""


class PersonStore(Protocol):
    """Knows where people are in the stores."""

    async def forget_jobs(self, job_ids: Sequence[str]) -> None:
        """Forget jobs, what was posted about them, and what is remembered of their posts."""

    async def forget_person(self, person: Requester, *, pseudonym: str) -> None:
        """Forget everything else of a person; in the ledger only the pseudonym is left."""
