"""An honest job store in memory: same answers as the real one, gone with the process."""

from collections.abc import Callable, Sequence

from bot.errors import RequestRefused
from bot.job.job import Job, JobState, Requester
from bot.messages import retention as sentences
from bot.policy.budget import Budget
from bot.policy.ledger import is_tried_again
from bot.ports import Workload
from bot.request.generation_request import Quality
from tests.fakes.ledger import MemoryLedger


class MemoryJobStore:
    """Keeps jobs in a dictionary."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        #: The attempts at lives that are not over.
        self.living: dict[str, int] = {}
        #: How often a job was to be stored whose id is known.
        self.repeated = 0
        self.ledger = MemoryLedger()
        self.ledger.jobs = self.jobs

    async def add(self, job: Job, *, budgets: Sequence[Budget] = ()) -> bool:
        if job.id in self.jobs:
            self.repeated += 1
            return False
        if job.take and job.has_pictures:
            self._require_pictures(job.parent_id)
        self.ledger.reserve(job, budgets)
        self.jobs[job.id] = job
        self.living[job.id] = job.attempt
        return True

    def _require_pictures(self, parent_id: str | None) -> None:
        parent = self.jobs.get(parent_id or "")
        if parent is None or not parent.has_pictures:
            raise RequestRefused(sentences.picture_deleted())

    async def read(self, job_id: str) -> Job | None:
        return self.jobs.get(job_id)

    async def change(self, job_id: str, change: Callable[[Job], Job]) -> Job:
        before = self.jobs[job_id]
        after = self.jobs[job_id] = change(before)
        if after.attempt != before.attempt:
            self.living[job_id] = after.attempt
        if is_tried_again(before, after):
            self.ledger.reserve_again(after)
        if after.state.is_final and not before.state.is_final:
            self.ledger.close(after)
        return after

    async def find(
        self,
        *,
        states: frozenset[JobState] | None = None,
        requester: Requester | None = None,
        limit: int = 50,
    ) -> Sequence[Job]:
        found = [
            job
            for job in self.jobs.values()
            if (states is None or job.state in states)
            and (requester is None or _build_person_key(job.requester) == _build_person_key(requester))
        ]
        return sorted(found, key=_build_line_key, reverse=True)[:limit]

    async def find_living(self) -> Sequence[Job]:
        found = [job for job in self.jobs.values() if job.id in self.living or _is_unfinished(job)]
        return sorted(found, key=_build_line_key, reverse=True)

    async def end_life(self, job: Job) -> None:
        if self.living.get(job.id) == job.attempt:
            del self.living[job.id]

    async def read_workload(self, person: Requester, *, job_id: str) -> Workload:
        of_person = await self.find(requester=person, limit=len(self.jobs))
        waiting = [job.rank for job in of_person if job.state is JobState.QUEUED]
        return Workload(
            is_known=job_id in self.jobs,
            unfinished=sum(not job.state.is_final for job in of_person),
            last_rank=max(waiting, default=0),
        )

    async def count_ahead(self, job: Job) -> int:
        queued = (other for other in self.jobs.values() if other.state is JobState.QUEUED)
        return sum(_build_line_key(other) < _build_line_key(job) for other in queued)

    async def read_render_seconds(self, *, quality: Quality, duration: int, limit: int = 50) -> Sequence[float]:
        finished = [
            (job.finished_at, job.id, (job.finished_at - job.submitted_at).total_seconds())
            for job in self.jobs.values()
            if job.state is JobState.DONE and job.submitted_at is not None and job.finished_at is not None
            if (job.request.options.quality, job.request.options.duration) == (quality, duration)
        ]
        return [seconds for _, _, seconds in sorted(finished, reverse=True)[:limit]]

    async def find_known_tasks(self, task_ids: Sequence[str]) -> frozenset[str]:
        known = {job.task_id for job in self.jobs.values()}
        return frozenset(task_id for task_id in task_ids if task_id in known)


def _is_unfinished(job: Job) -> bool:
    return not job.state.is_final and (job.state is not JobState.UNCLEAR or job.cancel_requested)


def _build_line_key(job: Job) -> tuple[object, ...]:
    return job.created_at, job.id


def _build_person_key(person: Requester) -> tuple[str, str]:
    return person.platform, person.id
