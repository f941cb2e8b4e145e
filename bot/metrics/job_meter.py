"""Takes down what the store sees of jobs: how many start and end, and how long each leg of the way takes."""

import logging
import time
from typing import Protocol

from bot.job.job import Job, JobState
from bot.metrics.meter import Meter, Tally, Timing

logger = logging.getLogger(__name__)


class JobWatcher(Protocol):
    """Is told by a job store what was stored."""

    def added(self, job: Job) -> None:
        """Learn of a new job."""

    def repeated(self, job: Job) -> None:
        """Learn that a job was to be stored whose id is known."""

    def changed(self, before: Job, after: Job) -> None:
        """Learn that a stored job was changed."""


class JobMeter:
    """Counts and times the moves of jobs."""

    def __init__(self, meter: Meter) -> None:
        """Take everything down with `meter`."""
        self._meter = meter
        #: When each video came to be stored here, by the monotonic clock.
        self._collected: dict[str, float] = {}

    def added(self, job: Job) -> None:
        """Count a new job."""
        self._meter.count(Tally.JOBS_STARTED, label=job.address.platform)

    def repeated(self, job: Job) -> None:
        """Count an order that came twice."""
        del job
        self._meter.count(Tally.DUPLICATES_PREVENTED, label="job")

    def changed(self, before: Job, after: Job) -> None:
        """Take down the move that a job made, if it made one."""
        if before.state is after.state:
            return
        logger.info("%s, was %s", after.state.value, before.state.value, extra={"job_id": after.id})
        if after.state is JobState.SUBMITTING and after.submission_began_at is not None:
            self._time(Timing.QUEUE, (after.submission_began_at - after.created_at).total_seconds())
        elif after.state is JobState.RENDERING and after.submitted_at and after.submission_began_at:
            self._time(Timing.SUBMIT, (after.submitted_at - after.submission_began_at).total_seconds())
        elif after.state is JobState.DELIVERING:
            self._collected[after.id] = time.monotonic()
        elif after.state.is_final:
            self._end(after)

    def _end(self, job: Job) -> None:
        self._meter.count(Tally.JOBS_ENDED, label=job.state.value)
        collected = self._collected.pop(job.id, None)
        if job.state is not JobState.DONE or job.finished_at is None:
            return
        self._time(Timing.WHOLE, (job.finished_at - job.created_at).total_seconds())
        if collected is not None and job.submitted_at is not None:
            post_seconds = time.monotonic() - collected
            self._time(Timing.POST, post_seconds)
            self._time(Timing.RENDER, (job.finished_at - job.submitted_at).total_seconds() - post_seconds)

    def _time(self, what: Timing, seconds: float) -> None:
        # The clocks of other machines, and of this one, may be set back.
        self._meter.time(what, seconds=max(seconds, 0))
