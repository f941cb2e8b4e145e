"""A video service that takes down what it is asked to do. It decides nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.errors import ServiceBusy
from bot.job.job import Job, Price
from bot.metrics.meter import Meter, Tally
from bot.ports import AcceptedTask, ServiceProfile, TaskReport, VideoService
from bot.request.generation_request import GenerationRequest

_LABEL = "video service"


class MeteredService:
    """Hands everything on to another service and counts repetitions and refusals."""

    def __init__(self, service: VideoService, *, meter: Meter, began_at: datetime) -> None:
        """Stand before `service`, in a life of the bot that began then."""
        self._service = service
        self._meter = meter
        self._began_at = began_at
        self._unanswered: set[str] = set()

    @property
    def profile(self) -> ServiceProfile:
        """Return what this service can do."""
        return self._service.profile

    def estimate_price(self, request: GenerationRequest) -> Price:
        """Return what the service will ask for a request."""
        return self._service.estimate_price(request)

    async def submit(self, job: Job) -> AcceptedTask:
        """Hand in a job's request under the job's id as idempotency key; calling again finds the same task."""
        was_sent_before = self._was_sent_before(job)
        self._unanswered.add(job.id)
        with self._counting():
            accepted = await self._service.submit(job)
        self._unanswered.discard(job.id)
        if was_sent_before:
            self._meter.count(Tally.DUPLICATES_PREVENTED, label="submission")
        return accepted

    def _was_sent_before(self, job: Job) -> bool:
        """Tell whether this repeats a submission, of this life or of an earlier one, whose answer was lost."""
        began_at = job.submission_began_at
        return job.id in self._unanswered or (began_at is not None and began_at < self._began_at)

    async def fetch_task(self, task_id: str) -> TaskReport:
        """Ask how a task stands; raise `ServiceBusy` when asking again later makes sense."""
        with self._counting():
            return await self._service.fetch_task(task_id)

    async def find_tasks(self, *, since: datetime) -> Sequence[str]:
        """List the ids of all tasks that the service accepted since a moment, newest first."""
        with self._counting():
            return await self._service.find_tasks(since=since)

    async def cancel_task(self, task_id: str) -> bool:
        """Stop a task; return whether the service really stopped it and charges nothing."""
        with self._counting():
            return await self._service.cancel_task(task_id)

    def next_poll_seconds(self, *, elapsed_seconds: float, estimated_seconds: float | None) -> float:
        """Return how long to wait before asking for a task again."""
        return self._service.next_poll_seconds(elapsed_seconds=elapsed_seconds, estimated_seconds=estimated_seconds)

    async def download_result(self, url: str, *, to: Path) -> None:
        """Stream a finished video into a file; raise `ServiceBusy` or `ServiceFailed`."""
        with self._counting():
            await self._service.download_result(url, to=to)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        try:
            yield
        except ServiceBusy as error:
            if error.retry_after_seconds is not None:
                self._meter.count(Tally.RATE_LIMITS, label=_LABEL)
            raise
