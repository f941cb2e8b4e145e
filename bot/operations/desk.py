"""Carries out orders of operators with the means of the running bot.

A job that has ended may live again, but only to post what is stored or to ask after what was paid: never to submit.
"""

from dataclasses import replace

from bot.errors import RequestRefused
from bot.job.actions import JobActions
from bot.job.card import Action
from bot.job.job import Charge, Job, JobState
from bot.job.resources import JobResources
from bot.job.starter import JobStarter
from bot.messages import operations as sentences
from bot.operations.order import Order, Verb

#: A word to its watcher hurries a job in these states.
_WATCHED = frozenset({JobState.SUBMITTING, JobState.RENDERING})


class OperatorDesk:
    """Does what operators order."""

    def __init__(self, resources: JobResources, *, starter: JobStarter, actions: JobActions) -> None:
        """Keep the collaborators."""
        self._resources = resources
        self._starter = starter
        self._actions = actions

    async def obey(self, order: Order) -> str:
        """Carry out an order and return what to tell the operator; raise `RequestRefused` where it makes no sense."""
        job = await self._resources.jobs.read(order.job_id)
        if job is None:
            raise RequestRefused(sentences.job_unknown(order.job_id))
        return await (self._retry_post(job) if order.verb is Verb.RETRY_POST else self._requery(job))

    async def _retry_post(self, job: Job) -> str:
        if job.state is JobState.DONE:
            raise RequestRefused(sentences.posted_already())
        if job.video is None:
            raise RequestRefused(sentences.no_video_to_post())
        if job.state is JobState.DELIVERING:
            self._resources.wakeups.wake(job.id)
            return sentences.posting_hurried()
        if (await self._live_again(job, JobState.DELIVERING)).video is None:
            raise RequestRefused(sentences.no_video_to_post())
        return sentences.posting_again()

    async def _requery(self, job: Job) -> str:
        if job.state is JobState.DONE:
            raise RequestRefused(sentences.delivered_already())
        if job.video is not None:
            raise RequestRefused(sentences.video_here_already())
        if job.state is JobState.UNCLEAR:
            event_id = f"requery:{job.id}:{job.attempt}"
            await self._actions.act(Action.CHECK_AGAIN, job_id=job.id, by=job.requester, new_job_id=event_id)
            return sentences.task_adopted()
        if job.state in _WATCHED:
            self._resources.wakeups.wake(job.id)
            return sentences.question_hurried()
        if job.task_id is None:
            is_doubtful = job.failure is not None and job.failure.charge is not Charge.NOT_CHARGED
            raise RequestRefused(sentences.task_unknown() if is_doubtful else sentences.never_submitted())
        await self._live_again(job, JobState.RENDERING)
        return sentences.asking_again()

    async def _live_again(self, job: Job, state: JobState) -> Job:
        """Take an ended job back to where its life went wrong; its reservation stays closed until it ends anew."""
        now = self._resources.clock()

        def reopen(one: Job) -> Job:
            # It may live again already, or its video may have been deleted on time since it was read.
            if one.attempt != job.attempt or not one.state.is_final or one.video != job.video:
                return one
            return replace(
                one,
                state=state,
                attempt=one.attempt + 1,
                # The time for which it is watched runs anew, or it would be given up again at once.
                submitted_at=now if state is JobState.RENDERING else one.submitted_at,
                cancel_requested=False,
                failure=None,
                finished_at=None,
            )

        changed = await self._resources.jobs.change(job.id, reopen)
        if not changed.state.is_final:
            await self._starter.resume(changed)
        return changed
