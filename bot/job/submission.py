"""The first stage of a job's life: from the queue to the video service, never paid twice.

The service knows a submission by the job's id, so repeating it finds the same task. Where that cannot be trusted any
more, the task is looked for in the service's own list, and where that leaves a doubt, the job goes into the state that
names it instead of being sent again.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime

from bot.errors import OutcomeUnknown, RequestRefused, ServiceBusy, ServiceFailed
from bot.job.ending import JobEnding
from bot.job.job import Failure, Job, JobState
from bot.job.relay import CardRelay
from bot.job.resources import JobResources
from bot.job.task_search import CLOCK_ALLOWANCE, TaskSearch
from bot.messages import jobs as sentences
from bot.ports import AcceptedTask

logger = logging.getLogger(__name__)


class Submission:
    """Hands queued jobs to the video service."""

    def __init__(self, resources: JobResources, *, relay: CardRelay, ending: JobEnding) -> None:
        """Keep the collaborators."""
        self._jobs = resources.jobs
        self._service = resources.service
        self._wakeups = resources.wakeups
        self._accepted_here = resources.accepted_here
        self._clock = resources.clock
        self._patience = resources.patience
        self._relay = relay
        self._ending = ending
        self._search = TaskSearch(resources)

    async def run(self, job: Job) -> None:
        """Submit a job that is queued or was being submitted when the process died; leave all others alone."""
        if job.state not in {JobState.QUEUED, JobState.SUBMITTING}:
            return
        if self._is_doubtful(job):
            await self._settle(job)
        else:
            await self._begin(job)

    def _is_doubtful(self, job: Job) -> bool:
        """Tell whether the key of an earlier submission may be forgotten, or whether the clock cannot tell."""
        if job.submission_began_at is None:
            return False
        age = self._clock() - job.submission_began_at
        return not -CLOCK_ALLOWANCE <= age <= self._patience.key_lifetime

    async def _settle(self, job: Job) -> None:
        """Take a task up that the service may have accepted; where none is certain, name the doubt."""
        try:
            accepted = await self._search.find(job)
        except ServiceFailed as error:
            logger.info("The service's list could not be read: %s", error.code, extra={"job_id": job.id})
            accepted = None
        if accepted is None:
            await self._ending.doubt(job)
            return
        logger.info("A task was found in the service's list", extra={"job_id": job.id, "task_id": accepted.task_id})
        await self._accept(job, accepted)

    async def _begin(self, job: Job) -> None:
        was_sent_before = job.state is JobState.SUBMITTING
        began_at = self._clock()

        def begin(one: Job) -> Job:
            if one.state is not JobState.QUEUED:
                return one
            return replace(one.moved(JobState.SUBMITTING), submission_began_at=began_at)

        job = await self._jobs.change(job.id, begin)
        # Somebody may have cancelled it since it was read.
        if job.state is JobState.SUBMITTING:
            self._relay.show(job)
            self._relay.show_queue()
            await self._hand_over(job, was_sent_before=was_sent_before)

    async def _hand_over(self, job: Job, *, was_sent_before: bool) -> None:
        try:
            accepted = await self._submit_with_patience(job)
        except OutcomeUnknown:
            await self._settle(job)
        except (RequestRefused, ServiceFailed) as error:
            code = error.code if isinstance(error, ServiceFailed) else "refused"
            await self._end_untaken(
                job, JobState.FAILED, Failure(sentence=error.sentence, code=code), was_sent_before=was_sent_before
            )
        else:
            if accepted is not None:
                job = await self._accept(job, accepted)
                if not (was_sent_before or accepted.is_replay):
                    self._accepted_here.note(job)
                return
            failure = Failure(sentence=sentences.cancelled_before_start(), code="cancelled")
            await self._end_untaken(job, JobState.CANCELLED, failure, was_sent_before=was_sent_before)

    async def _end_untaken(self, job: Job, state: JobState, failure: Failure, *, was_sent_before: bool) -> None:
        """End a job that the service did not take now; it may have taken it in an earlier life of this process."""
        if was_sent_before:
            await self._settle(job)
        else:
            await self._ending.end(job, state, failure)

    async def _submit_with_patience(self, job: Job) -> AcceptedTask | None:
        """Submit until the service takes the job; return None when the person cancelled meanwhile."""
        # By a clock that nobody sets.
        loop, pause = asyncio.get_running_loop(), self._patience.first_retry_seconds
        began_at = loop.time()
        while True:
            try:
                return await self._service.submit(job)
            except ServiceBusy as error:
                logger.info("The service is busy: %s", error.code, extra={"job_id": job.id})
                if loop.time() - began_at > self._patience.busy.total_seconds():
                    raise self._stayed_busy() from error
                await self._wakeups.wait(job.id, error.retry_after_seconds or pause)
            pause = min(pause * 2, self._patience.longest_retry_seconds)
            current = await self._jobs.read(job.id)
            if current is not None and current.cancel_requested:
                return None

    def _stayed_busy(self) -> ServiceFailed:
        minutes = round(self._patience.busy.total_seconds() / 60)
        return ServiceFailed(sentences.service_stayed_busy(minutes), code="service_busy")

    async def _accept(self, job: Job, accepted: AcceptedTask) -> Job:
        submitted_at = self._clock()
        job = await self._jobs.change(job.id, lambda one: accept_task(one, accepted, at=submitted_at))
        self._relay.show(job)
        return job


def accept_task(job: Job, accepted: AcceptedTask, *, at: datetime) -> Job:
    """Return the job as it stands once the service has it."""
    return replace(
        job.moved(JobState.RENDERING),
        task_id=accepted.task_id,
        service_estimate_seconds=accepted.estimated_seconds,
        submitted_at=at,
        is_waiting_at_service=True,
    )
