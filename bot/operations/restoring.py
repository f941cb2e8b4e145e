"""What becomes of jobs that come back from a backup: whatever happened to them since must not be paid twice."""

from dataclasses import replace

from bot.job.job import Job, JobState
from bot.ports import JobStore

_WAITING = frozenset({JobState.QUEUED})
_MOST_JOBS = 100_000


async def doubt_waiting_jobs(jobs: JobStore) -> int:
    """Treat paid jobs that were waiting as if their submission had begun at once; return how many there are.

    As long as the service surely remembers their ids, they are submitted again under them; after that they end in
    doubt, where their requesters decide.
    """
    waiting = [job for job in await jobs.find(states=_WAITING, limit=_MOST_JOBS) if job.price.credits is not None]
    for job in waiting:
        await jobs.change(job.id, _begin_submission)
    return len(waiting)


def _begin_submission(job: Job) -> Job:
    if job.state is not JobState.QUEUED:
        return job
    return replace(job.moved(JobState.SUBMITTING), submission_began_at=job.created_at)
