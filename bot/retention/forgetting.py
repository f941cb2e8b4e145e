"""Forgets one person: their jobs with prompts and files, their rules, their words on the chat page, their name."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.errors import RequestRefused
from bot.job.ending import end_in_doubt
from bot.job.job import Job, JobState, Requester
from bot.messages import retention as sentences
from bot.ports import JobStore
from bot.retention.archive import PersonStore
from bot.retention.release import FileRelease

_BATCH = 200
_ENDED = frozenset(state for state in JobState if state.is_final)
_DOUBT = frozenset({JobState.UNCLEAR})

#: Removes what is remembered of ended jobs beside the stores, such as by the durable engine.
TraceCleaner = Callable[[Sequence[Job]], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What there was of a person."""

    jobs: int
    #: Jobs that have not ended; they keep what they need until they do.
    unfinished: int


@dataclass(frozen=True, kw_only=True)
class PersonalStores:
    """Everything that knows of people."""

    jobs: JobStore
    people: PersonStore
    release: FileRelease
    traces: Sequence[TraceCleaner] = ()

    async def forget_jobs(self, ended: Sequence[Job]) -> None:
        """Delete jobs that ended with all their files and traces; it may be cut short anywhere and repeated."""
        await self.release.drop_everything(ended)
        for clean in self.traces:
            await clean(ended)
        await self.people.forget_jobs([job.id for job in ended])


class Forgetting:
    """Finds and deletes everything of a person. It may be repeated, and goes on where it was cut short."""

    def __init__(self, stores: PersonalStores) -> None:
        """Keep the stores."""
        self._stores = stores

    async def forget(self, person: Requester, *, now: datetime) -> Forgotten:
        """Delete everything of a person except of jobs that have not ended; doubts that nobody settled end here."""
        jobs, count = self._stores.jobs, 0
        while doubts := await jobs.find(states=_DOUBT, requester=person, limit=_BATCH):
            for job in doubts:
                await jobs.change(job.id, lambda one: end_in_doubt(one, at=now) if one.state in _DOUBT else one)
        while ended := await jobs.find(states=_ENDED, requester=person, limit=_BATCH):
            await self._stores.forget_jobs(ended)
            count += len(ended)
        unfinished = await jobs.find(states=frozenset(JobState) - _ENDED, requester=person, limit=_BATCH)
        if not unfinished:
            await self._stores.people.forget_person(person, pseudonym=f"forgotten-{secrets.token_hex(8)}")
        return Forgotten(jobs=count, unfinished=len(unfinished))


def read_person(words: str) -> Requester:
    """Read `platform:id`; raise `RequestRefused` for anything else."""
    platform, separator, person_id = words.strip().partition(":")
    if not (platform and separator and person_id):
        raise RequestRefused(sentences.person_unreadable(words), option="user")
    return Requester(platform=platform, id=person_id, name="")
