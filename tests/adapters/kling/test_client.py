import logging
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from adapters.kling.client import MOST_TASKS_PER_BATCH, KlingClient
from adapters.kling.settings import KlingSettings
from bot.errors import BotError, OutcomeUnknown, RequestRefused, ServiceBusy, ServiceFailed
from tests.adapters.kling.builders import JOB_ID
from tests.servers.video_api_errors import (
    GATEWAY_CODES,
    IDEMPOTENCY_CONFLICT,
    INTERNAL_ERROR,
    OLD_ERRORS,
    RATE_LIMIT_EXCEEDED,
    SERVICE_UNAVAILABLE,
    SUBMIT_ERRORS,
    UNAUTHORIZED,
    UPSTREAM_ERROR,
    ErrorRow,
)
from tests.servers.video_api_faults import (
    Fault,
    answer_body,
    answer_error,
    answer_error_after,
    answer_json,
    answer_page,
    drip,
    drop_after,
    drop_before,
    garble_after,
    redirect_to,
    stay_silent,
)
from tests.servers.video_api_state import Route, VideoApi

BODY: dict[str, Any] = {
    "model": "kling-v3-image-to-video",
    "image_start": "https://example.com/day.png",
    "prompt": "The sun sets",
    "duration": 5,
}
SURE_REFUSALS = (RequestRefused, ServiceFailed)


@pytest.fixture
def client(settings: KlingSettings, session: ClientSession) -> KlingClient:
    return KlingClient(session, settings)


async def test_submits_under_the_key_it_is_given(api: VideoApi, client: KlingClient) -> None:
    task = await client.submit(BODY, key=JOB_ID)

    assert list(api.tasks) == [task.id]
    assert api.calls[0].headers["Idempotency-Key"] == JOB_ID
    assert api.calls[0].headers["Authorization"] == f"Bearer {api.key}"
    assert api.calls[0].headers["User-Agent"].startswith("Flipbook/")


async def test_submitting_again_finds_the_same_task(api: VideoApi, client: KlingClient) -> None:
    first = await client.submit(BODY, key=JOB_ID)
    second = await client.submit(BODY, key=JOB_ID)

    assert first.id == second.id
    assert len(api.tasks) == 1


@pytest.mark.parametrize(
    "fault",
    [
        drop_before(),
        drop_after(),
        garble_after(),
        answer_page(502),
        answer_page(503),
        answer_page(504),
        answer_page(200),
        answer_error(INTERNAL_ERROR),
        answer_error_after(INTERNAL_ERROR),
        answer_error_after(UPSTREAM_ERROR),
        answer_json({"status": "pending"}),
        answer_json([1, 2]),
        answer_json({"id": 17}),
        answer_body(b"x" * (2 * 1024**2)),
    ],
)
async def test_a_doubtful_attempt_is_repeated_once_under_the_same_key(
    api: VideoApi, client: KlingClient, fault: Fault
) -> None:
    api.fail_next(Route.SUBMIT, fault)

    task = await client.submit(BODY, key=JOB_ID)

    assert list(api.tasks) == [task.id]
    assert [call.headers["Idempotency-Key"] for call in api.calls] == [JOB_ID, JOB_ID]


@pytest.mark.parametrize("fault", [drop_after(), answer_page(502), answer_page(504), answer_error(INTERNAL_ERROR)])
async def test_two_doubtful_attempts_leave_the_outcome_unknown(
    api: VideoApi, client: KlingClient, fault: Fault
) -> None:
    api.fail_always(Route.SUBMIT, fault)

    with pytest.raises(OutcomeUnknown):
        await client.submit(BODY, key=JOB_ID)

    assert api.count(Route.SUBMIT) == 2


@pytest.mark.parametrize("row", [RATE_LIMIT_EXCEEDED, UNAUTHORIZED, SERVICE_UNAVAILABLE, IDEMPOTENCY_CONFLICT])
async def test_a_refusal_after_a_doubtful_attempt_does_not_clear_the_doubt(
    api: VideoApi, client: KlingClient, row: ErrorRow
) -> None:
    api.fail_next(Route.SUBMIT, drop_after(), answer_error(row))

    with pytest.raises(OutcomeUnknown):
        await client.submit(BODY, key=JOB_ID)

    assert len(api.tasks) == 1


async def test_a_silent_service_is_asked_again(api: VideoApi, client: KlingClient) -> None:
    api.fail_next(Route.SUBMIT, stay_silent())

    task = await client.submit(BODY, key=JOB_ID)

    assert list(api.tasks) == [task.id]


async def test_a_dripping_answer_ends_in_time(api: VideoApi, client: KlingClient) -> None:
    api.fail_always(Route.SUBMIT, drip())

    with pytest.raises(OutcomeUnknown):
        await client.submit(BODY, key=JOB_ID)


async def test_a_service_that_cannot_be_reached_took_nothing(
    settings: KlingSettings, session: ClientSession, closed_port: int
) -> None:
    nowhere = replace(settings, api_base_url=f"http://127.0.0.1:{closed_port}")

    with pytest.raises(ServiceBusy) as caught:
        await KlingClient(session, nowhere).submit(BODY, key=JOB_ID)

    assert caught.value.code == "unreachable"


@pytest.mark.parametrize("row", [*SUBMIT_ERRORS, *OLD_ERRORS])
async def test_every_documented_error_ends_as_one_of_ours(api: VideoApi, client: KlingClient, row: ErrorRow) -> None:
    api.fail_always(Route.SUBMIT, answer_error(row))
    expected = {
        429: ServiceBusy,
        500: OutcomeUnknown,
        502: OutcomeUnknown,
        503: ServiceBusy,
    }.get(row.status, SURE_REFUSALS)

    with pytest.raises(expected) as caught:
        await client.submit(BODY, key=JOB_ID)

    assert api.count(Route.SUBMIT) == (2 if isinstance(caught.value, OutcomeUnknown) else 1)


@pytest.mark.parametrize(("status", "code"), GATEWAY_CODES)
async def test_every_code_known_to_clients_ends_as_one_of_ours(
    api: VideoApi, client: KlingClient, status: int, code: str
) -> None:
    api.fail_always(Route.SUBMIT, answer_json({"error": {"code": code, "message": "m", "type": "t"}}, status=status))

    with pytest.raises(BotError):
        await client.submit(BODY, key=JOB_ID)

    assert not api.tasks


async def test_waits_out_a_short_limit(api: VideoApi, client: KlingClient) -> None:
    api.fail_next(Route.SUBMIT, answer_error(RATE_LIMIT_EXCEEDED, headers={"Retry-After": "0"}))

    task = await client.submit(BODY, key=JOB_ID)

    assert list(api.tasks) == [task.id]


async def test_hands_a_long_limit_on(api: VideoApi, client: KlingClient) -> None:
    api.fail_next(Route.SUBMIT, answer_error(RATE_LIMIT_EXCEEDED, headers={"Retry-After": "31"}))

    with pytest.raises(ServiceBusy) as caught:
        await client.submit(BODY, key=JOB_ID)

    assert caught.value.retry_after_seconds == 31.0
    assert api.count(Route.SUBMIT) == 1


async def test_a_doubt_after_a_limit_is_cleared_too(api: VideoApi, client: KlingClient) -> None:
    limit = answer_error(RATE_LIMIT_EXCEEDED, headers={"Retry-After": "0"})
    api.fail_next(Route.SUBMIT, limit, drop_after())

    task = await client.submit(BODY, key=JOB_ID)

    assert list(api.tasks) == [task.id]


async def test_another_request_under_the_same_key_leaves_the_outcome_unknown(
    api: VideoApi, client: KlingClient
) -> None:
    await client.submit(BODY, key=JOB_ID)

    with pytest.raises(OutcomeUnknown) as caught:
        await client.submit({**BODY, "image_start": "https://example.com/other.png"}, key=JOB_ID)

    assert caught.value.code == "idempotency_conflict"
    assert len(api.tasks) == 1


async def test_never_follows_a_redirect_with_the_key(api: VideoApi, client: KlingClient) -> None:
    api.fail_always(Route.SUBMIT, redirect_to(f"{api.base_url}/elsewhere", status=307))

    with pytest.raises(ServiceFailed):
        await client.submit(BODY, key=JOB_ID)

    assert [call.path for call in api.calls] == ["/v1/videos/generations"]


async def test_names_the_option_that_the_service_refuses(client: KlingClient) -> None:
    with pytest.raises(RequestRefused) as caught:
        await client.submit({**BODY, "duration": 99}, key=JOB_ID)

    assert caught.value.option == "duration"


@pytest.mark.parametrize("fault", [drop_before(), answer_page(502), answer_error(INTERNAL_ERROR), garble_after()])
async def test_a_question_is_asked_up_to_three_times(api: VideoApi, client: KlingClient, fault: Fault) -> None:
    task = api.add_task()
    api.fail_next(Route.QUERY, fault)

    answer = await client.fetch_task(task.id)

    assert answer.id == task.id


async def test_a_question_without_an_answer_may_be_asked_later(api: VideoApi, client: KlingClient) -> None:
    api.fail_always(Route.QUERY, drop_before())

    with pytest.raises(ServiceBusy):
        await client.fetch_task("task-unified-1-a")

    assert api.count(Route.QUERY) >= 3


async def test_a_long_limit_ends_the_questions_at_once(api: VideoApi, client: KlingClient) -> None:
    api.fail_always(Route.QUERY, answer_error(RATE_LIMIT_EXCEEDED, headers={"Retry-After": "60"}))

    with pytest.raises(ServiceBusy) as caught:
        await client.fetch_task("task-unified-1-a")

    assert caught.value.retry_after_seconds == 60.0
    assert api.count(Route.QUERY) == 1


async def test_lists_tasks_page_by_page(api: VideoApi, client: KlingClient) -> None:
    added = [api.add_task(created=second).id for second in range(3)]

    pages = [await client.fetch_tasks(page=page, page_size=2) for page in (1, 2)]

    assert [[row.id for row in page.data] for page in pages] == [[added[2], added[1]], [added[0]]]


async def test_asks_about_several_tasks_at_once(api: VideoApi, client: KlingClient) -> None:
    known = api.add_task()

    batch = await client.fetch_batch([known.id, "task-unified-0-unknown"])

    assert [task.id for task in batch.data] == [known.id]


async def test_refuses_a_batch_that_is_too_large(client: KlingClient) -> None:
    with pytest.raises(ValueError, match="50"):
        await client.fetch_batch(["task-unified-1-a"] * (MOST_TASKS_PER_BATCH + 1))


async def test_tells_balance_and_models(api: VideoApi, client: KlingClient) -> None:
    balance = await client.fetch_credits()

    assert balance.spendable == api.credits
    assert await client.fetch_models() == ("kling-v3-image-to-video",)


async def test_the_key_stands_in_no_representation_and_no_log(
    api: VideoApi, settings: KlingSettings, session: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    hidden = "sk-very-hidden"
    client = KlingClient(session, replace(settings, api_key=SecretStr(hidden)))
    caplog.set_level(logging.DEBUG)

    with pytest.raises(ServiceFailed) as caught:
        await client.submit(BODY, key=JOB_ID)

    assert api.calls[0].headers["Authorization"] == f"Bearer {hidden}"
    assert hidden not in caplog.text + repr(client) + repr(vars(client)) + repr(caught.value) + repr(settings)
