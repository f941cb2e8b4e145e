import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from adapters.kling.callback import callback_url
from adapters.kling.service import KlingService, open_kling_service
from adapters.kling.settings import KlingSettings, studio_profile
from bot.errors import OutcomeUnknown, ServiceBusy, ServiceFailed
from bot.ports import TaskStatus, VideoService
from bot.request.generation_request import GenerationRequest, RequestOptions
from tests.adapters.kling.builders import JOB_ID, build_job, build_picture
from tests.fakes.media import MemoryMediaStore
from tests.servers.video_api import run_video_api
from tests.servers.video_api_errors import (
    INVALID_TASK_ID,
    QUERY_ERRORS,
    TASK_NOT_FOUND,
    UNAUTHORIZED,
    ErrorRow,
    build_old_row,
)
from tests.servers.video_api_faults import answer_error, answer_page, drop_after, drop_before
from tests.servers.video_api_state import ENDLESS, Route, TaskStep, VideoApi, build_failure

VANISHED = (INVALID_TASK_ID, TASK_NOT_FOUND, build_old_row(404, "Task not found", "not_found_error"))
TASK_ID = "task-unified-1757169743-7cvnl5zw"


def list_sizes(folder: Path) -> list[int]:
    return [path.stat().st_size for path in folder.iterdir()]


def test_is_a_video_service(service: KlingService) -> None:
    video_service: VideoService = service

    assert video_service.profile.label == "Kling 3.0"


async def test_goes_from_request_to_video(api: VideoApi, service: KlingService, tmp_path: Path) -> None:
    accepted = await service.submit(build_job())
    reports = [await service.fetch_task(accepted.task_id) for _ in range(3)]
    await service.download_result(reports[2].result_url or "", to=tmp_path / "video.mp4")

    statuses = [report.status for report in reports]
    assert statuses == [TaskStatus.PENDING, TaskStatus.PROCESSING, TaskStatus.COMPLETED]
    assert list_sizes(tmp_path) == [len(api.video)]


async def test_submits_the_published_pictures_under_the_jobs_id(api: VideoApi, service: KlingService) -> None:
    options = RequestOptions(prompt="The sun sets")
    request = GenerationRequest(
        options=options, first_frame=build_picture("day.png"), last_frame=build_picture("night.png")
    )

    accepted = await service.submit(build_job(request))

    body = api.tasks[accepted.task_id].body
    assert body["image_start"] == f"{api.base_url}/files/flipbook/day.png"
    assert body["image_end"] == f"{api.base_url}/files/flipbook/night.png"
    assert set(api.keys) == {JOB_ID}
    assert accepted.estimated_seconds == api.estimated_seconds


async def test_submitting_a_job_again_finds_the_same_task(api: VideoApi, service: KlingService) -> None:
    accepted = [await service.submit(build_job()) for _ in range(2)]

    assert accepted[0].task_id == accepted[1].task_id
    assert [one.is_replay for one in accepted] == [False, True]
    assert len(api.tasks) == 1


async def test_a_new_process_finds_the_same_task(
    api: VideoApi, settings: KlingSettings, session: ClientSession, media_store: MemoryMediaStore, tmp_path: Path
) -> None:
    api.renames_uploads = True
    found = []
    for _ in range(2):
        own = replace(settings, frames_folder=tmp_path)
        async with open_kling_service(own, media_store=media_store, session=session) as service:
            found.append((await service.submit(build_job())).task_id)

    assert set(found) == set(api.tasks)
    assert len(api.tasks) == 1


async def test_a_lost_answer_is_found_and_nothing_is_paid_twice(api: VideoApi, service: KlingService) -> None:
    balance = api.credits
    api.fail_next(Route.SUBMIT, drop_after())

    accepted = await service.submit(build_job())

    assert list(api.tasks) == [accepted.task_id]
    assert api.credits == pytest.approx(balance - (service.estimate_price(build_job().request).credits or 0))


async def test_two_lost_answers_leave_the_outcome_unknown(api: VideoApi, service: KlingService) -> None:
    api.fail_next(Route.SUBMIT, drop_after(), drop_after())

    with pytest.raises(OutcomeUnknown):
        await service.submit(build_job())

    assert len(api.tasks) == 1


async def test_a_doubt_about_the_studio_may_be_cleared_later(api: VideoApi, studio: KlingService) -> None:
    api.fail_next(Route.SUBMIT, drop_after(), answer_page(502))

    with pytest.raises(ServiceBusy):
        await studio.submit(build_job())
    accepted = await studio.submit(build_job())

    assert list(api.tasks) == [accepted.task_id]


async def test_a_conflict_at_the_studio_stays_unclear(api: VideoApi, studio: KlingService) -> None:
    await studio.submit(build_job())
    other = GenerationRequest(options=RequestOptions(prompt="Another"), first_frame=build_picture())

    with pytest.raises(OutcomeUnknown):
        await studio.submit(build_job(other))

    assert len(api.tasks) == 1


async def test_only_the_studio_is_told_of_another_take(
    api: VideoApi, service: KlingService, studio: KlingService
) -> None:
    await service.submit(replace(build_job(), take="take1"))
    await studio.submit(replace(build_job(), id="b" * 24, take="take1"))
    takes = [call.headers.get("Flipbook-Take") for call in api.calls if call.route is Route.SUBMIT]

    assert takes == [None, "take1"]


async def test_pictures_that_cannot_be_uploaded_cost_nothing(api: VideoApi, service: KlingService) -> None:
    api.fail_always(Route.UPLOAD_STREAM, drop_before())

    with pytest.raises(ServiceBusy):
        await service.submit(build_job())

    assert api.count(Route.SUBMIT) == 0


async def test_sends_a_lone_last_frame_to_the_studio(
    api: VideoApi, settings: KlingSettings, session: ClientSession, media_store: MemoryMediaStore
) -> None:
    api.takes_lone_last_frame = True
    studio = replace(settings, profile=studio_profile())
    request = GenerationRequest(options=RequestOptions(prompt="x"), last_frame=build_picture("night.png"))

    async with open_kling_service(studio, media_store=media_store, session=session) as service:
        accepted = await service.submit(build_job(request))

    assert "image_start" not in api.tasks[accepted.task_id].body


async def test_a_picture_with_an_address_of_ours_is_not_uploaded(
    api: VideoApi, settings: KlingSettings, session: ClientSession, media_store: MemoryMediaStore
) -> None:
    def sign(key: str) -> str:
        return f"https://bot.example/{key}?s=1"

    async with open_kling_service(settings, media_store=media_store, session=session, sign_address=sign) as service:
        accepted = await service.submit(build_job())

    assert api.tasks[accepted.task_id].body["image_start"] == "https://bot.example/day.png?s=1"
    assert api.count(Route.UPLOAD_STREAM) == 0


@pytest.mark.parametrize(
    ("base_url", "secret", "is_sent"),
    [
        ("https://bot.example", "hush", True),
        ("http://bot.example", "hush", False),
        ("https://bot.example", None, False),
        (None, "hush", False),
    ],
)
async def test_asks_for_a_callback_only_at_a_public_https_address(
    service: KlingService, api: VideoApi, *, base_url: str | None, secret: str | None, is_sent: bool
) -> None:
    settings = replace(
        service.settings, public_base_url=base_url, callback_secret=SecretStr(secret) if secret else None
    )

    accepted = await replace(service, settings=settings).submit(build_job())

    expected = callback_url("https://bot.example", secret=b"hush", job_id=JOB_ID) if is_sent else None
    assert api.tasks[accepted.task_id].body.get("callback_url") == expected


@pytest.mark.parametrize("row", VANISHED)
async def test_a_task_that_the_service_does_not_know_has_vanished(
    api: VideoApi, service: KlingService, row: ErrorRow
) -> None:
    api.fail_always(Route.QUERY, answer_error(row))

    assert (await service.fetch_task(TASK_ID)).status is TaskStatus.VANISHED


@pytest.mark.parametrize("row", [row for row in QUERY_ERRORS if row not in VANISHED])
async def test_no_other_answer_ends_the_watch_over_a_task(api: VideoApi, service: KlingService, row: ErrorRow) -> None:
    api.fail_always(Route.QUERY, answer_error(row))

    with pytest.raises(ServiceBusy):
        await service.fetch_task(TASK_ID)


@pytest.mark.parametrize("status", [302, 400, 401, 404, 500, 502, 503])
async def test_a_page_of_a_server_in_between_does_not_make_a_task_vanish(
    api: VideoApi, service: KlingService, status: int
) -> None:
    api.fail_always(Route.QUERY, answer_page(status))

    with pytest.raises(ServiceBusy):
        await service.fetch_task(TASK_ID)


async def test_a_failed_task_says_why(api: VideoApi, service: KlingService) -> None:
    api.script = build_failure("content_policy_violation", "Nudity detected\nTry something else")

    report = await service.fetch_task(api.add_task().id)

    assert report.status is TaskStatus.FAILED
    assert report.failure is not None
    assert "it saw nudity" in report.failure.sentence


async def test_a_task_without_end_goes_on(api: VideoApi, service: KlingService) -> None:
    api.script = ENDLESS
    task = api.add_task()

    reports = [await service.fetch_task(task.id) for _ in range(5)]

    assert {report.status for report in reports} == {TaskStatus.PROCESSING}


async def test_a_completed_task_without_a_link_is_asked_about_again(api: VideoApi, service: KlingService) -> None:
    api.script = (TaskStep(status="completed", extra={"results": None}),)

    with pytest.raises(ServiceBusy) as caught:
        await service.fetch_task(api.add_task().id)

    assert caught.value.code == "result_missing"


async def test_finds_the_tasks_since_a_moment_newest_first(api: VideoApi, service: KlingService) -> None:
    added = [api.add_task(created=1_000 + number).id for number in range(50)]

    found = await service.find_tasks(since=datetime.fromtimestamp(1_005.7, UTC))

    assert list(found) == added[:4:-1]


async def test_finds_all_tasks_when_all_are_recent(api: VideoApi, service: KlingService) -> None:
    added = [api.add_task(created=1_000 + number).id for number in range(40)]

    assert set(await service.find_tasks(since=datetime.fromtimestamp(0, UTC))) == set(added)


async def test_a_search_without_an_answer_may_be_repeated(api: VideoApi, service: KlingService) -> None:
    api.fail_always(Route.LIST, answer_page(502))

    with pytest.raises(ServiceBusy):
        await service.find_tasks(since=datetime.fromtimestamp(0, UTC))


async def test_does_not_ask_the_paid_service_to_cancel(api: VideoApi, service: KlingService) -> None:
    task = api.add_task()

    assert not await service.cancel_task(task.id)
    assert not api.calls


@pytest.fixture
def studio(service: KlingService) -> KlingService:
    return replace(
        service, settings=replace(service.settings, profile=studio_profile(), is_local=True, keeps_keys=True)
    )


async def test_cancels_at_the_studio(api: VideoApi, studio: KlingService) -> None:
    task = api.add_task()

    assert await studio.cancel_task(task.id)
    assert (await studio.fetch_task(task.id)).status is TaskStatus.CANCELLED


async def test_what_has_ended_or_is_unknown_cannot_be_cancelled(api: VideoApi, studio: KlingService) -> None:
    api.script = (TaskStep(status="completed"),)

    assert not await studio.cancel_task(api.add_task().id)
    assert not await studio.cancel_task(TASK_ID)


async def test_a_cancellation_whose_answer_was_lost_counts(api: VideoApi, studio: KlingService) -> None:
    api.fail_next(Route.CANCEL, drop_after())

    assert await studio.cancel_task(api.add_task().id)


async def test_a_cancellation_without_an_answer_may_be_repeated(api: VideoApi, studio: KlingService) -> None:
    api.fail_always(Route.CANCEL, drop_before())

    with pytest.raises(ServiceBusy):
        await studio.cancel_task(TASK_ID)


def test_asks_the_studio_more_often_than_the_paid_service(service: KlingService, studio: KlingService) -> None:
    waits = [one.next_poll_seconds(elapsed_seconds=0, estimated_seconds=300) for one in (service, studio)]

    assert waits == [15.0, 0.5]


def test_the_studio_costs_nothing(service: KlingService, studio: KlingService) -> None:
    request = build_job().request

    assert service.estimate_price(request).credits == 27.0
    assert studio.estimate_price(request).credits is None


async def test_refuses_a_result_inside_the_network(api: VideoApi, service: KlingService, tmp_path: Path) -> None:
    async with run_video_api() as other:
        with pytest.raises(ServiceFailed) as caught:
            await service.download_result(f"{other.base_url}/results/x.mp4", to=tmp_path / "video.mp4")

        assert caught.value.code == "result_unsafe"
        assert not other.calls + api.calls


async def test_the_key_goes_to_the_api_and_to_nobody_else(
    session: ClientSession, settings: KlingSettings, media_store: MemoryMediaStore, tmp_path: Path
) -> None:
    async with run_video_api(separate_media=True) as api:
        own = replace(
            settings,
            api_base_url=api.base_url,
            files_base_url=api.base_url,
            trusted_origins=frozenset({api.media_url}),
        )
        api.script = (TaskStep(status="completed"),)
        async with open_kling_service(own, media_store=media_store, session=session) as service:
            accepted = await service.submit(build_job())
            report = await service.fetch_task(accepted.task_id)
            await service.download_result(report.result_url or "", to=tmp_path / "video.mp4")

        told = {call.headers["Host"] for call in api.calls if api.key in str(call.headers)}
        assert told == {api.base_url.removeprefix("http://")}
        assert {call.headers["Host"] for call in api.calls} == told | {api.media_url.removeprefix("http://")}


async def test_neither_key_nor_prompt_stands_in_the_log(
    api: VideoApi, service: KlingService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api.fail_next(Route.SUBMIT, drop_after())
    await service.submit(build_job())
    api.fail_always(Route.SUBMIT, answer_error(UNAUTHORIZED))

    with pytest.raises(ServiceFailed) as caught:
        await service.submit(build_job())

    written = caplog.text + repr([vars(record) for record in caplog.records]) + repr(service) + repr(caught.value)
    assert api.key not in written
    assert "The sun sets" not in written
