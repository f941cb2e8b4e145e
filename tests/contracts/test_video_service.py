"""What every video service does."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.kling.service import open_kling_service
from adapters.kling.settings import studio_profile
from bot.errors import RequestRefused, ServiceBusy, ServiceFailed
from bot.job.job import Charge, Failure, Job
from bot.ports import TaskReport, TaskStatus, VideoService
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from tests.adapters.kling.builders import build_settings
from tests.contracts.samples import build_job
from tests.fakes.media import MemoryMediaStore
from tests.fakes.video_service import FREE, VIDEO, Call, FakeVideoService
from tests.servers.video_api import run_video_api
from tests.servers.video_api_errors import INSUFFICIENT_QUOTA, RATE_LIMIT_EXCEEDED
from tests.servers.video_api_faults import answer_error
from tests.servers.video_api_state import Route, VideoApi, build_failure, build_video

DAY = Picture(key="day.png", media_type="image/png", width=640, height=360, size_bytes=3)
REQUEST = GenerationRequest(options=RequestOptions(prompt="The sun sets"), first_frame=DAY)
UNKNOWN_TASK = "task-unified-1757169743-7cvnl5zw"


@dataclass(frozen=True, kw_only=True)
class Counter:
    """A service, and the strings by which a test pulls what is behind it."""

    service: VideoService
    count_tasks: Callable[[], int]
    #: Every task ends like this from now on.
    let_tasks_fail: Callable[[], None]
    #: Every submission is answered like this from now on.
    be_busy: Callable[[], None]
    have_no_credits: Callable[[], None]
    video: bytes


def build_fake(*, is_free: bool) -> Counter:
    """Build the service in memory."""
    service = FakeVideoService(clock=lambda: datetime.now(UTC))
    service.profile = FREE if is_free else service.profile
    failed = TaskReport(
        status=TaskStatus.FAILED, failure=Failure(sentence="It failed.", code="failed", charge=Charge.NOT_CHARGED)
    )

    def let_tasks_fail() -> None:
        service.script = (failed,)

    return Counter(
        service=service,
        count_tasks=lambda: len(service.tasks),
        let_tasks_fail=let_tasks_fail,
        be_busy=lambda: service.fail_next(Call.SUBMIT, *[ServiceBusy("Busy.")] * 9),
        have_no_credits=lambda: service.fail_next(Call.SUBMIT, ServiceFailed("No credits.", code="quota")),
        video=VIDEO,
    )


@asynccontextmanager
async def open_kling(*, is_free: bool) -> AsyncIterator[Counter]:
    """Open the client of the video API at a local server."""
    media = MemoryMediaStore()
    media.contents["day.png"] = b"day"
    async with run_video_api() as api, ClientSession() as session:
        settings = build_settings(api, profile=studio_profile() if is_free else None)
        api.takes_lone_last_frame, api.video = is_free, build_video()
        async with open_kling_service(settings, media_store=media, session=session) as service:
            yield _pull(api, service)


def _pull(api: VideoApi, service: VideoService) -> Counter:
    def let_tasks_fail() -> None:
        api.script = build_failure("content_policy_violation")

    return Counter(
        service=service,
        count_tasks=lambda: len(api.tasks),
        let_tasks_fail=let_tasks_fail,
        be_busy=lambda: api.fail_always(Route.SUBMIT, answer_error(RATE_LIMIT_EXCEEDED)),
        have_no_credits=lambda: api.fail_always(Route.SUBMIT, answer_error(INSUFFICIENT_QUOTA)),
        video=api.video,
    )


@pytest.fixture(params=["paid", "free"])
def is_free(request: pytest.FixtureRequest) -> bool:
    """Tell whether the service costs nothing, and then can also cancel."""
    return bool(request.param == "free")


@pytest.fixture(params=["fake", "kling"])
async def counter(request: pytest.FixtureRequest, *, is_free: bool) -> AsyncIterator[Counter]:
    """Open every service there is, one after the other."""
    if request.param == "fake":
        yield build_fake(is_free=is_free)
        return
    async with open_kling(is_free=is_free) as counter:
        yield counter


def build_order(name: str = "a") -> Job:
    """Build a job with a picture."""
    return build_job(name, request=REQUEST)


async def follow(service: VideoService, task_id: str) -> TaskReport:
    """Ask for a task until it has ended."""
    while True:
        report = await service.fetch_task(task_id)
        if report.status not in {TaskStatus.PENDING, TaskStatus.PROCESSING}:
            return report


async def test_the_same_job_twice_is_one_task(counter: Counter) -> None:
    first, second = [await counter.service.submit(build_order()) for _ in range(2)]

    assert first.task_id == second.task_id
    assert counter.count_tasks() == 1


async def test_two_jobs_are_two_tasks(counter: Counter) -> None:
    first, second = [await counter.service.submit(build_order(name)) for name in ("a", "b")]

    assert first.task_id != second.task_id


async def test_a_task_ends_in_a_video_that_can_be_downloaded(counter: Counter, tmp_path: Path) -> None:
    accepted = await counter.service.submit(build_order())
    report = await follow(counter.service, accepted.task_id)
    await counter.service.download_result(report.result_url or "", to=tmp_path / "video.mp4")

    assert report.status is TaskStatus.COMPLETED
    assert _read(tmp_path / "video.mp4") == counter.video


async def test_a_failed_task_says_why(counter: Counter) -> None:
    counter.let_tasks_fail()
    accepted = await counter.service.submit(build_order())
    report = await follow(counter.service, accepted.task_id)

    assert report.status is TaskStatus.FAILED
    assert report.failure is not None
    assert report.failure.sentence


async def test_a_busy_service_accepts_nothing(counter: Counter) -> None:
    counter.be_busy()
    with pytest.raises(ServiceBusy):
        await counter.service.submit(build_order())

    assert counter.count_tasks() == 0


async def test_a_refusal_is_final_and_accepts_nothing(counter: Counter) -> None:
    counter.have_no_credits()
    with pytest.raises((ServiceFailed, RequestRefused)) as caught:
        await counter.service.submit(build_order())

    assert not isinstance(caught.value, ServiceBusy)
    assert counter.count_tasks() == 0


async def test_an_unknown_task_has_vanished(counter: Counter) -> None:
    assert (await counter.service.fetch_task(UNKNOWN_TASK)).status is TaskStatus.VANISHED


async def test_tasks_can_be_found_again(counter: Counter) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    accepted = [await counter.service.submit(build_order(name)) for name in ("a", "b")]

    assert set(await counter.service.find_tasks(since=since)) == {task.task_id for task in accepted}


async def test_earlier_tasks_are_not_found(counter: Counter) -> None:
    await counter.service.submit(build_order())

    assert list(await counter.service.find_tasks(since=datetime.now(UTC) + timedelta(minutes=1))) == []


async def test_cancelling_stops_a_task_only_where_the_service_says_so(counter: Counter) -> None:
    accepted = await counter.service.submit(build_order())
    really = await counter.service.cancel_task(accepted.task_id)
    report = await follow(counter.service, accepted.task_id)

    assert really is counter.service.profile.cancels
    assert report.status is (TaskStatus.CANCELLED if really else TaskStatus.COMPLETED)


async def test_an_unknown_task_is_not_cancelled(counter: Counter) -> None:
    assert not await counter.service.cancel_task(UNKNOWN_TASK)


async def test_only_a_free_service_asks_nothing(counter: Counter, *, is_free: bool) -> None:
    price = counter.service.estimate_price(REQUEST)

    assert (price.credits is None) is is_free is counter.service.profile.is_free


async def test_longer_videos_cost_more(counter: Counter, *, is_free: bool) -> None:
    longer = REQUEST.model_copy(update={"options": RequestOptions(prompt="a", duration=10)})
    short, long = [counter.service.estimate_price(request).credits or 0.0 for request in (REQUEST, longer)]

    assert long == 2 * short
    assert (long == 0.0) is is_free


@pytest.mark.parametrize("elapsed_seconds", [0.0, 30.0, 3600.0])
@pytest.mark.parametrize("estimated_seconds", [None, 60.0])
async def test_there_is_always_a_pause_between_two_questions(
    counter: Counter, elapsed_seconds: float, estimated_seconds: float | None
) -> None:
    pause = counter.service.next_poll_seconds(elapsed_seconds=elapsed_seconds, estimated_seconds=estimated_seconds)

    assert 0 < pause <= 60


@pytest.mark.parametrize("is_free", [True])
async def test_a_free_service_takes_a_lone_last_frame(counter: Counter) -> None:
    request = GenerationRequest(options=REQUEST.options, last_frame=DAY)
    await counter.service.submit(replace(build_order(), request=request))

    assert counter.service.profile.accepts_lone_last_frame
    assert counter.count_tasks() == 1


def _read(file: Path) -> bytes:
    return file.read_bytes()
