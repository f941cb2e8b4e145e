"""The API's description of a task, translated into the core's report."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.kling.answers import TaskAnswer
from adapters.kling.failures import describe_failure
from bot.errors import ServiceBusy
from bot.messages import service as sentences
from bot.ports import TaskReport, TaskStatus

#: A status that is not listed means that the task is still being worked on.
_STATUSES: Mapping[str, TaskStatus] = MappingProxyType(
    {
        "pending": TaskStatus.PENDING,
        "queued": TaskStatus.PENDING,
        "processing": TaskStatus.PROCESSING,
        "completed": TaskStatus.COMPLETED,
        "failed": TaskStatus.FAILED,
        "cancelled": TaskStatus.CANCELLED,
        "canceled": TaskStatus.CANCELLED,
    }
)


def build_report(task: TaskAnswer) -> TaskReport:
    """Return what the answer means; raise `ServiceBusy` for a completed task that does not say where its video is."""
    status = _STATUSES.get((task.status or "").lower(), TaskStatus.PROCESSING)
    if status is TaskStatus.FAILED:
        return TaskReport(status=status, failure=describe_failure(task))
    if status is TaskStatus.COMPLETED:
        if task.video_url is None:
            raise ServiceBusy(sentences.task_unreadable(), code="result_missing")
        return TaskReport(status=status, progress_percent=100, result_url=task.video_url)
    return TaskReport(
        status=status, progress_percent=_read_progress(task, status), estimated_seconds=read_estimate(task)
    )


def read_estimate(task: TaskAnswer) -> int | None:
    """Return how many seconds the service expects to need, where it says so."""
    seconds = task.task_info.estimated_time if task.task_info else None
    return round(seconds) if seconds and 0 < seconds < float("inf") else None


def _read_progress(task: TaskAnswer, status: TaskStatus) -> int | None:
    # Zero is what the service says as long as it has nothing to say.
    if status is not TaskStatus.PROCESSING or not task.progress or not 0 < task.progress < float("inf"):
        return None
    return min(round(task.progress), 99)
