"""How jobs end: one way into every final state, and what the channel gets to see of it.

Everything here may be repeated: the card is edited in place and announcements carry markers.
"""

import logging
from dataclasses import replace
from datetime import datetime

from bot.job.announcer import Announcer
from bot.job.job import Charge, Failure, Job, JobState
from bot.job.late_failures import LateFailures
from bot.job.relay import CardRelay
from bot.job.resources import JobResources

logger = logging.getLogger(__name__)


class JobEnding:
    """Ends jobs and tells everybody who is to know."""

    def __init__(self, resources: JobResources, *, relay: CardRelay, announcer: Announcer) -> None:
        """Keep the collaborators."""
        self._jobs = resources.jobs
        self._clock = resources.clock
        self._relay = relay
        self._announcer = announcer
        self._late_failures = LateFailures(resources, paces=relay.paces)

    async def end(self, job: Job, state: JobState, failure: Failure) -> Job:
        """Move a job into a final state without a video; return it."""
        logger.info("A job ended as %s: %s", state.value, failure.code, extra={"job_id": job.id})
        finished_at = self._clock()
        return await self._jobs.change(
            job.id, lambda one: replace(one.moved(state), failure=failure, finished_at=finished_at)
        )

    async def doubt(self, job: Job) -> Job:
        """Name the doubt whether the service took a job and return it; one that was cancelled ends in doubt."""
        logger.warning("A submission's outcome is unknown", extra={"job_id": job.id})
        now = self._clock()

        def name_doubt(one: Job) -> Job:
            return end_in_doubt(one, at=now) if one.cancel_requested else one.moved(JobState.UNCLEAR)

        return await self._jobs.change(job.id, name_doubt)

    async def show_doubt(self, job: Job) -> None:
        """Show the doubt; return when it stands on the card and its requester knows."""
        await self._relay.flush(job)
        await self._late_failures.tell(job)

    async def conclude(self, job: Job) -> None:
        """Show the final card, tell its requester of a late failure and announce the job; return when all is done."""
        await self._relay.flush(job)
        await self._late_failures.tell(job)
        await self._announcer.announce(job, paces=self._relay.paces)


def end_in_doubt(job: Job, *, at: datetime) -> Job:
    """Return the job cancelled although nobody knows whether the service took it."""
    failure = Failure(sentence="", code="cancelled_in_doubt", charge=Charge.UNKNOWN)
    return replace(job.moved(JobState.CANCELLED), failure=failure, finished_at=at)
