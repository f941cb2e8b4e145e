"""An honest store of people in memory: forgets jobs in the memory's job store and remembers whom it forgot."""

from collections.abc import Sequence

from bot.job.job import Requester
from tests.fakes.jobs import MemoryJobStore


class MemoryPersonStore:
    """Takes people out of the stores in memory."""

    def __init__(self, jobs: MemoryJobStore) -> None:
        self._jobs = jobs
        self.forgotten: list[tuple[str, str]] = []

    async def forget_jobs(self, job_ids: Sequence[str]) -> None:
        for job_id in job_ids:
            self._jobs.jobs.pop(job_id, None)

    async def forget_person(self, person: Requester, *, pseudonym: str) -> None:
        self.forgotten.append((f"{person.platform}:{person.id}", pseudonym))
