import pytest

from adapters.kling.answers import TaskAnswer
from adapters.kling.report import build_report, read_estimate
from bot.errors import ServiceBusy
from bot.ports import TaskStatus


def build_task(**members: object) -> TaskAnswer:
    return TaskAnswer.model_validate({"id": "task-unified-1-a", **members})


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pending", TaskStatus.PENDING),
        ("queued", TaskStatus.PENDING),
        ("processing", TaskStatus.PROCESSING),
        ("PROCESSING", TaskStatus.PROCESSING),
        ("cancelled", TaskStatus.CANCELLED),
        ("canceled", TaskStatus.CANCELLED),
        ("never heard of", TaskStatus.PROCESSING),
        (None, TaskStatus.PROCESSING),
    ],
)
def test_an_unknown_status_means_that_work_goes_on(word: str | None, status: TaskStatus) -> None:
    assert build_report(build_task(status=word)).status is status


def test_a_completed_task_names_its_video() -> None:
    report = build_report(build_task(status="completed", progress=0, results=["https://media.example/x.mp4"]))

    assert report.result_url == "https://media.example/x.mp4"
    assert report.progress_percent == 100


def test_a_completed_task_without_a_video_is_asked_about_again() -> None:
    with pytest.raises(ServiceBusy, match="keeps asking"):
        build_report(build_task(status="completed", results=[]))


def test_a_failed_task_says_why() -> None:
    report = build_report(build_task(status="failed", error={"code": "generation_timeout"}))

    assert report.failure is not None
    assert report.failure.code == "generation_timeout"


@pytest.mark.parametrize(
    ("status", "progress", "percent"),
    [
        ("processing", 45, 45),
        ("processing", 45.6, 46),
        ("processing", 0, None),
        ("processing", None, None),
        ("processing", -3, None),
        ("processing", 100, 99),
        ("processing", 1e12, 99),
        ("processing", "inf", None),
        ("pending", 45, None),
    ],
)
def test_shows_a_percentage_only_where_it_is_real(status: str, progress: object, percent: int | None) -> None:
    assert build_report(build_task(status=status, progress=progress)).progress_percent == percent


@pytest.mark.parametrize(
    ("told", "seconds"), [(300, 300), (12.4, 12), (0, None), (-5, None), ("soon", None), (None, None)]
)
def test_reads_an_estimate_that_can_be_true(told: object, seconds: int | None) -> None:
    assert read_estimate(build_task(task_info={"estimated_time": told})) == seconds
