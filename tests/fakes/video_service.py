"""An honest video service in memory: keeps tasks, charges once per idempotency key, and fails as it is told to."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.job.job import Job, Price
from bot.ports import AcceptedTask, ServiceProfile, TaskReport, TaskStatus
from bot.request.generation_request import GenerationRequest, Quality

VIDEO = b"\x00\x00\x00\x18ftypisom a fake video"
RESULT_URL = "https://videos.example/result.mp4"

PENDING = TaskReport(status=TaskStatus.PENDING)
COMPLETED = TaskReport(status=TaskStatus.COMPLETED, progress_percent=100, result_url=RESULT_URL)


def rendering(percent: int | None) -> TaskReport:
    """Return the report of a task that is being worked on."""
    return TaskReport(status=TaskStatus.PROCESSING, progress_percent=percent)


PAID = ServiceProfile(
    label="Paid service",
    is_free=False,
    qualities=frozenset({Quality.HD, Quality.FULL_HD}),
    accepts_lone_last_frame=False,
    cancels=False,
)
FREE = ServiceProfile(
    label="Free preview",
    is_free=True,
    qualities=frozenset(Quality),
    accepts_lone_last_frame=True,
    cancels=True,
)


class Call(StrEnum):
    """What can be asked of the service."""

    SUBMIT = "submit"
    FETCH = "fetch"
    FIND = "find"
    CANCEL = "cancel"
    DOWNLOAD = "download"


@dataclass
class FakeTask:
    """One accepted task."""

    id: str
    accepted_at: datetime
    reports: deque[TaskReport]


class FakeVideoService:
    """Fulfils `VideoService`; each accepted task lives through `script`, one report per question."""

    def __init__(self, *, clock: Callable[[], datetime], profile: ServiceProfile = PAID) -> None:
        self.profile = profile
        self.script: tuple[TaskReport, ...] = (PENDING, rendering(40), COMPLETED)
        self.tasks: dict[str, FakeTask] = {}
        #: How often each idempotency key was charged; more than once is the one unforgivable thing.
        self.charges: Counter[str] = Counter()
        self.calls: list[Call] = []
        self.downloads: list[str] = []
        self.poll_seconds = 1.0
        self.estimated_seconds: int | None = 30
        self._clock = clock
        self._faults: dict[Call, deque[Exception]] = {}
        self._late_faults: dict[Call, deque[Exception]] = {}
        self._keys: dict[str, str] = {}

    def fail_next(self, call: Call, *faults: Exception) -> None:
        """Let the next calls do nothing and raise."""
        self._faults.setdefault(call, deque()).extend(faults)

    def fail_after(self, call: Call, *faults: Exception) -> None:
        """Let the next calls do what they are asked and raise all the same."""
        self._late_faults.setdefault(call, deque()).extend(faults)

    def forget(self, task_id: str) -> None:
        """Lose a task, as services do after a day."""
        del self.tasks[task_id]

    def add_stranger(self) -> str:
        """Accept a task that none of our jobs submitted; return its id."""
        return self._accept().id

    def estimate_price(self, request: GenerationRequest) -> Price:
        return Price(credits=None if self.profile.is_free else 5.0 * request.options.duration)

    async def submit(self, job: Job) -> AcceptedTask:
        self._begin(Call.SUBMIT)
        is_replay = job.id in self._keys
        if not is_replay:
            self._keys[job.id] = self._accept().id
            self.charges[job.id] += 1
        self._end(Call.SUBMIT)
        return AcceptedTask(task_id=self._keys[job.id], estimated_seconds=self.estimated_seconds, is_replay=is_replay)

    async def fetch_task(self, task_id: str) -> TaskReport:
        self._begin(Call.FETCH)
        task = self.tasks.get(task_id)
        if task is None:
            return TaskReport(status=TaskStatus.VANISHED)
        return task.reports.popleft() if len(task.reports) > 1 else task.reports[0]

    async def find_tasks(self, *, since: datetime) -> Sequence[str]:
        self._begin(Call.FIND)
        return [task.id for task in reversed(self.tasks.values()) if task.accepted_at >= since]

    async def cancel_task(self, task_id: str) -> bool:
        self._begin(Call.CANCEL)
        task = self.tasks.get(task_id)
        if task is None or not self.profile.cancels or task.reports[0].status is TaskStatus.COMPLETED:
            return False
        task.reports = deque([TaskReport(status=TaskStatus.CANCELLED)])
        return True

    def next_poll_seconds(self, *, elapsed_seconds: float, estimated_seconds: float | None) -> float:
        return self.poll_seconds if elapsed_seconds < (estimated_seconds or 0) else self.poll_seconds * 2

    async def download_result(self, url: str, *, to: Path) -> None:
        self._begin(Call.DOWNLOAD)
        await asyncio.to_thread(to.write_bytes, VIDEO)
        self.downloads.append(url)

    def _accept(self) -> FakeTask:
        task = FakeTask(f"task-{len(self.calls)}-{len(self.tasks)}", self._clock(), deque(self.script))
        self.tasks[task.id] = task
        return task

    def _begin(self, call: Call) -> None:
        self.calls.append(call)
        _raise_next(self._faults, call)

    def _end(self, call: Call) -> None:
        _raise_next(self._late_faults, call)


def _raise_next(faults: dict[Call, deque[Exception]], call: Call) -> None:
    waiting = faults.get(call)
    if waiting:
        raise waiting.popleft()
