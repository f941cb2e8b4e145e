"""The lanes of the engine's queue: whose jobs take turns with whose.

The engine bounds how many jobs of one lane run at once, and lets lanes take turns. A lane of one's own is all that a
person's limit needs. For a limit on a whole server, its people are spread over as many lanes as the limit has room for.
"""

import hashlib
from dataclasses import dataclass

from bot.job.job import Job


@dataclass(frozen=True, kw_only=True)
class Lanes:
    """Chooses a lane for each job."""

    #: Jobs in flight for one person, which is what one lane lets run.
    running_per_person: int
    #: Jobs in flight in one server or workspace; None leaves it open.
    running_per_server: int | None = None

    @property
    def running_per_lane(self) -> int:
        """Return how many jobs of one lane may run at once."""
        if self.running_per_server is None:
            return self.running_per_person
        return min(self.running_per_person, self.running_per_server)

    def choose(self, job: Job) -> str:
        """Return the name of a job's lane; a person's jobs in one place share one."""
        person = f"{job.requester.platform}:{job.requester.id}"
        if self.running_per_server is None or not job.address.tenant:
            return person
        count = max(1, self.running_per_server // self.running_per_lane)
        return f"{job.address.platform}:{job.address.tenant}#{_spread(person, count)}"


def _spread(person: str, count: int) -> int:
    """Return a number below `count` that is always the same for one person."""
    digest = hashlib.sha256(person.encode()).digest()
    return int.from_bytes(digest[:8], "big") % count
