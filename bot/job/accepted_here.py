"""What this process knows of its own life: which tasks it had accepted itself and has not begun to follow.

Of such a job nothing can stand anywhere yet. No clock is asked, since clocks are set back, and nothing is stored, since
a store may be put back to how it was an hour ago; the service then tells that it had the submission before.
"""

from bot.job.job import Job


class AcceptedHere:
    """Remembers jobs from their acceptance until somebody begins to follow their tasks."""

    def __init__(self) -> None:
        """Begin a life."""
        self._jobs: dict[str, Job] = {}

    def note(self, job: Job) -> None:
        """Remember a job that was queued until now and that the service has just accepted, as it was stored."""
        self._jobs[job.id] = job

    def take(self, job_id: str) -> Job | None:
        """Forget a job and return it where its video was surely never posted, which is said at most once."""
        return self._jobs.pop(job_id, None)
