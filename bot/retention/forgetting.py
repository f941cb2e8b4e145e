"""Forgets one person: their jobs with prompts and files, their rules, their words on the chat page, their name."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import RequestRefused
from bot.job.job import Job, Requester
from bot.messages import retention as sentences
from bot.ports import JobStore
from bot.retention.archive import JobArchive, MediaIndex, PersonStore
from bot.retention.sweep import list_picture_keys, list_video_keys

_BATCH = 200


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What there was of a person."""

    jobs: int
    #: Jobs that have not ended; they keep what they need until they do.
    unfinished: int


class Forgetting:
    """Finds and deletes everything of a person. It may be repeated, and goes on where it was cut short."""

    def __init__(self, *, jobs: JobStore, archive: JobArchive, people: PersonStore, media: MediaIndex) -> None:
        """Keep the stores."""
        self._jobs = jobs
        self._archive = archive
        self._people = people
        self._media = media

    async def forget(self, person: Requester, *, now: datetime) -> Forgotten:
        """Delete everything of a person except of jobs that have not ended."""
        # A picture that somebody else's re-roll needs goes with that job.
        in_use = await self._archive.read_pictures_in_use(since=now)
        count = 0
        while ended := await self._find_ended(person):
            for job in ended:
                await self._delete_files(job, in_use)
            await self._people.forget_jobs([job.id for job in ended])
            count += len(ended)
        unfinished = await self._jobs.find(requester=person, limit=_BATCH)
        if not unfinished:
            await self._people.forget_person(person, pseudonym=f"forgotten-{secrets.token_hex(8)}")
        return Forgotten(jobs=count, unfinished=len(unfinished))

    async def _find_ended(self, person: Requester) -> Sequence[Job]:
        return [job for job in await self._jobs.find(requester=person, limit=_BATCH) if job.state.is_final]

    async def _delete_files(self, job: Job, in_use: frozenset[str]) -> None:
        pictures = [key for key in list_picture_keys(job) if key not in in_use]
        for key in (*pictures, *list_video_keys(job)):
            await self._media.delete(key)


def read_person(words: str) -> Requester:
    """Read `platform:id`; raise `RequestRefused` for anything else."""
    platform, separator, person_id = words.strip().partition(":")
    if not (platform and separator and person_id):
        raise RequestRefused(sentences.person_unreadable(words), option="user")
    return Requester(platform=platform, id=person_id, name="")
