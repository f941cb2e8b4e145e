"""Looks for the task of a job in doubt among all that the service accepted, and is sure or finds nothing."""

from datetime import datetime, timedelta

from bot.job.job import Charge, Job, JobState
from bot.job.resources import JobResources
from bot.ports import AcceptedTask

#: The video service dates its tasks by a clock of its own.
CLOCK_ALLOWANCE = timedelta(minutes=2)
#: States in which the service may have a task of which we do not know.
_UNSETTLED = frozenset({JobState.SUBMITTING, JobState.UNCLEAR})
#: States in which a job may have ended while the service had its task.
_GIVEN_UP = frozenset({JobState.CANCELLED, JobState.FAILED, JobState.EXPIRED})
_MOST_RIVALS = 1000


class TaskSearch:
    """Searches by the service's own list; what it finds costs nothing and is nobody else's."""

    def __init__(self, resources: JobResources) -> None:
        """Keep the collaborators."""
        self._jobs = resources.jobs
        self._service = resources.service
        self._key_lifetime = resources.patience.key_lifetime

    async def find(self, job: Job) -> AcceptedTask | None:
        """Return the job's task when exactly one task can be it; raise what `VideoService.find_tasks` raises.

        The order matters: a job that hands in a task while we look is a rival until it knows that task, and known
        tasks are asked for last.
        """
        found = await self._service.find_tasks(since=_began_at(job) - CLOCK_ALLOWANCE)
        if not found or await self._has_rivals(job):
            return None
        known = await self._jobs.find_known_tasks(found)
        strangers = [task_id for task_id in found if task_id not in known]
        return AcceptedTask(task_id=strangers[0], estimated_seconds=None) if len(strangers) == 1 else None

    async def _has_rivals(self, job: Job) -> bool:
        """Tell whether a task that nobody knows may be that of another job, whose video must not come here."""
        earliest = _began_at(job) - self._key_lifetime
        unsettled = await self._jobs.find(states=_UNSETTLED, limit=_MOST_RIVALS)
        given_up = await self._jobs.find(states=_GIVEN_UP, limit=_MOST_RIVALS)
        others = (*unsettled, *filter(_may_have_left_a_task, given_up))
        return any(other.id != job.id and _began_at(other) >= earliest for other in others)


def _may_have_left_a_task(job: Job) -> bool:
    is_doubtful = job.failure is not None and job.failure.charge is Charge.UNKNOWN
    return job.task_id is None and job.submission_began_at is not None and is_doubtful


def _began_at(job: Job) -> datetime:
    return job.submission_began_at or job.created_at
