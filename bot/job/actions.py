"""What the buttons of a job do, and who may press them."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.errors import PlaceUnreachable, RequestRefused
from bot.job.card import Action
from bot.job.job import Failure, Job, JobState, Requester
from bot.job.relay import CardRelay
from bot.job.resources import JobResources
from bot.job.starter import JobStarter
from bot.job.submission import accept_task
from bot.job.task_search import TaskSearch
from bot.messages import jobs as sentences
from bot.messages import retention as retention_sentences
from bot.ports import MediaStore

logger = logging.getLogger(__name__)

#: In these states a job stops at its next step when it is asked to.
_STOPPABLE = frozenset({JobState.SUBMITTING, JobState.RENDERING})
#: What whoever keeps order in a place may do with other people's jobs.
_MODERATION = frozenset({Action.CANCEL, Action.DELETE})
_BEYOND_CANCELLING = frozenset({JobState.DELIVERING, JobState.DONE, JobState.FAILED, JobState.EXPIRED})


@dataclass(frozen=True, kw_only=True)
class _Click:
    """One press of a button."""

    job: Job
    by: Requester
    new_job_id: str


class JobActions:
    """Carries out buttons."""

    def __init__(self, resources: JobResources, *, relay: CardRelay, starter: JobStarter, media: MediaStore) -> None:
        """Keep the collaborators."""
        self._resources = resources
        self._jobs = resources.jobs
        self._relay = relay
        self._starter = starter
        self._media = media
        self._search = TaskSearch(resources)
        self._deeds: Mapping[Action, Callable[[_Click], Awaitable[Job]]] = {
            Action.CANCEL: self._cancel,
            Action.REROLL: self._reroll,
            Action.DELETE: self._delete,
            Action.CHECK_AGAIN: self._check_again,
            Action.TRY_AGAIN: self._try_again,
        }

    async def act(
        self, action: Action, *, job_id: str, by: Requester, new_job_id: str, as_moderator: bool = False
    ) -> Job:
        """Do what the button says and return the job it led to; raise `RequestRefused` otherwise."""
        job = await self._jobs.read(job_id)
        if job is None:
            raise RequestRefused(sentences.no_such_job())
        deed = self._deeds.get(action)
        if deed is None:
            raise RequestRefused(sentences.needs_a_form())
        # Everybody may make a video of their own from somebody's picture; the rest is the requester's.
        is_free_to_act = action is Action.REROLL or (as_moderator and action in _MODERATION)
        if not is_free_to_act and not _is_same_person(job.requester, by):
            raise RequestRefused(sentences.not_your_job(job.requester.name))
        return await deed(_Click(job=job, by=by, new_job_id=new_job_id))

    async def _cancel(self, click: _Click) -> Job:
        now = self._resources.clock()
        job = await self._jobs.change(click.job.id, lambda one: _cancelled(one, at=now))
        if job.state is JobState.UNCLEAR:
            # Its life is over; another one ends it, so that a kill at any moment leaves no card that asks on.
            await self._starter.resume(job)
            return job
        self._relay.show(job)
        self._resources.wakeups.wake(job.id)
        return job

    async def _reroll(self, click: _Click) -> Job:
        old = click.job
        if not old.are_pictures_kept:
            raise RequestRefused(retention_sentences.picture_deleted())
        return await self._starter.start(
            Job(
                id=click.new_job_id,
                request=old.request,
                requester=click.by,
                address=old.address,
                price=self._resources.service.estimate_price(old.request),
                created_at=self._resources.clock(),
                rank=await self._starter.find_rank(click.by),
                notes=old.notes,
                parent_id=old.id,
                take=click.new_job_id,
                is_spoiler=old.is_spoiler,
                is_age_restricted=old.is_age_restricted,
            )
        )

    async def _delete(self, click: _Click) -> Job:
        job = click.job
        if not job.state.is_final:
            raise RequestRefused(sentences.not_finished())
        if job.result_message_id is not None:
            await self._delete_post(job, job.result_message_id)
        # The row first, unless the job lives again meanwhile: nothing may be deleted that is about to be posted.
        changed = await self._jobs.change(job.id, _without_video)
        if job.video is not None:
            await self._media.delete(job.video.key)
            await self._media.delete(job.video.poster_key)
        return changed

    async def _delete_post(self, job: Job, message_id: str) -> None:
        try:
            await self._resources.platforms[job.address.platform].delete_post(job.address, message_id)
        except PlaceUnreachable as error:
            # Nobody sees the post any more; the video is to go all the same.
            logger.info("A post's place is gone: %s", error.code, extra={"job_id": job.id})

    async def _check_again(self, click: _Click) -> Job:
        """Look for the task of a job in doubt; adopt it only when exactly one task can be it."""
        job = _require_doubt(click.job)
        accepted = await self._search.find(job)
        if accepted is None:
            raise RequestRefused(sentences.still_unclear())
        now = self._resources.clock()
        return await self._live_again(job, lambda one: accept_task(one, accepted, at=now))

    async def _try_again(self, click: _Click) -> Job:
        """Submit a job in doubt once more, because its requester says so; what it may cost is reserved once more."""
        job = _require_doubt(click.job)
        await self._starter.check_budget(job.price, job.requester, here=job.address)
        now = self._resources.clock()
        return await self._live_again(job, lambda one: replace(one.moved(JobState.SUBMITTING), submission_began_at=now))

    async def _live_again(self, job: Job, move: Callable[[Job], Job]) -> Job:
        def live_again(one: Job) -> Job:
            return replace(move(_require_doubt(one)), attempt=one.attempt + 1)

        job = await self._jobs.change(job.id, live_again)
        await self._starter.resume(job)
        return job


def _cancelled(job: Job, *, at: datetime) -> Job:
    if job.state is JobState.QUEUED:
        failure = Failure(sentence=sentences.cancelled_before_start(), code="cancelled")
        return replace(job.moved(JobState.CANCELLED), failure=failure, finished_at=at)
    if job.state is JobState.UNCLEAR and not job.cancel_requested:
        return replace(job, cancel_requested=True, attempt=job.attempt + 1)
    if job.state in _BEYOND_CANCELLING:
        raise RequestRefused(sentences.too_late_to_cancel())
    return job if job.state is JobState.CANCELLED else replace(job, cancel_requested=True)


def _without_video(job: Job) -> Job:
    if not job.state.is_final:
        raise RequestRefused(sentences.not_finished())
    return replace(job, video=None)


def _require_doubt(job: Job) -> Job:
    if job.state is not JobState.UNCLEAR or job.cancel_requested:
        raise RequestRefused(sentences.not_unclear())
    return job


def _is_same_person(one: Requester, other: Requester) -> bool:
    return (one.platform, one.id) == (other.platform, other.id)
