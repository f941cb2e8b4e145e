"""What this process knows of its own life: which tasks it had accepted itself and has not begun to post.

Of such a job nothing can stand anywhere yet. No clock is asked, since clocks are set back, and nothing is stored, since
a machine that loses its power may forget what it wrote down last.
"""


class AcceptedHere:
    """Remembers jobs from their acceptance until somebody begins to post their videos."""

    def __init__(self) -> None:
        """Begin a life."""
        self._job_ids = set[str]()

    def note(self, job_id: str) -> None:
        """Remember a job that was queued until now and that the service has just accepted."""
        self._job_ids.add(job_id)

    def take(self, job_id: str) -> bool:
        """Forget a job; return whether its video was surely never posted, which is said at most once."""
        is_known = job_id in self._job_ids
        self._job_ids.discard(job_id)
        return is_known
