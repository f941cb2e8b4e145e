"""Submissions, queries, lists and balances over HTTP, with one case per row of the error table."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from pydantic import SecretStr

from adapters.studio.settings import CreditUnit, StudioKey, StudioLimits
from tests.adapters.studio.client import (
    SECOND_KEY,
    Body,
    HandClock,
    StudioClient,
    build_body,
    build_settings,
    open_client,
)

KEY = "job-0123456789abcdef"
UNKNOWN_ID = "task-unified-1757169743-7cvnl5zw"
EXPECTED_TASK: Body = {
    "model": "kling-v3-image-to-video",
    "object": "video.generation.task",
    "progress": 0,
    "status": "pending",
    "task_info": {"can_cancel": True, "estimated_time": 3, "video_duration": 3},
    "type": "video",
    "usage": {"billing_rule": "per_second", "credits_reserved": 16.2, "user_group": "default"},
}


async def test_answers_a_submission_as_documented(tmp_path: Path) -> None:
    async with open_client(build_settings(tmp_path), clock=HandClock(1_757_169_743.9)) as client:
        answer = await client.submit(build_body())

    task_id = answer.body.pop("id")
    assert answer.status == 200
    assert answer.body == {"created": 1757169743, **EXPECTED_TASK}
    assert task_id.startswith("task-unified-1757169743-")
    assert len(task_id) == len(UNKNOWN_ID)


@pytest.mark.parametrize(("unit", "reserved"), [(CreditUnit.CREDITS, 36.018), (CreditUnit.UC, 360180)])
async def test_shows_reserved_credits_in_the_unit_it_is_set_to(
    tmp_path: Path, unit: CreditUnit, reserved: float
) -> None:
    async with open_client(build_settings(tmp_path, credit_unit=unit)) as client:
        answer = await client.submit(build_body(quality="1080p", duration=5, sound="off"))

    assert answer.body["usage"]["credits_reserved"] == reserved


async def test_checks_the_key_before_anything_else(client: StudioClient) -> None:
    answer = await client.using("sk-nobody").call("POST", "/v1/videos/generations", data=b"{")

    assert answer.status == 401
    assert answer.error == {
        "code": "unauthorized",
        "message": "Invalid or expired token",
        "type": "authentication_error",
    }


@pytest.mark.parametrize("body", [b"", b"{", b"[1,", b'{"a": NaN}', b"\xff", b"[" * 5000])
async def test_refuses_what_is_not_json(client: StudioClient, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await client.call("POST", "/v1/videos/generations", data=body, headers=headers)

    assert (answer.status, answer.error["code"], answer.error["param"]) == (400, "invalid_request", "body")


async def test_refuses_a_body_that_is_too_large(client: StudioClient) -> None:
    body = io.BytesIO(json.dumps(build_body(prompt="a" * 1_100_000)).encode())
    headers = {"Content-Type": "application/json"}
    answer = await client.call("POST", "/v1/videos/generations", data=body, headers=headers)

    assert (answer.status, answer.error["code"]) == (413, "request_too_large")


async def test_refuses_another_content_type(client: StudioClient) -> None:
    answer = await client.call("POST", "/v1/videos/generations", data={"model": "x"})

    assert (answer.status, answer.error["code"]) == (415, "unsupported_media_type")


async def test_denies_access_to_text_to_video(client: StudioClient) -> None:
    answer = await client.submit({"model": "kling-v3-text-to-video", "prompt": "A street"})

    assert answer.status == 403
    assert answer.error["code"] == "model_access_denied"
    assert answer.error["type"] == "invalid_request_error"


async def test_refuses_what_the_balance_does_not_cover_and_releases_what_failed(tmp_path: Path) -> None:
    keys = (StudioKey(token=SecretStr("sk-first"), start_credits=20),)
    async with open_client(build_settings(tmp_path, keys=keys)) as client:
        task_id = await client.begin(prompt="die")
        refused = await client.submit(build_body())
        await client.wait_until_over(task_id)
        balance = await client.call("GET", "/v1/credits")

    assert (refused.status, refused.error["code"], refused.error["type"]) == (
        402,
        "insufficient_quota",
        "insufficient_quota",
    )
    assert balance.body["data"]["token"] == {
        "remaining_credits": 20,
        "unlimited_credits": False,
        "used_credits": 0,
    }


async def test_says_how_long_to_wait_after_too_many_submissions(tmp_path: Path) -> None:
    limits = StudioLimits(submissions_per_minute=2)
    async with open_client(build_settings(tmp_path, limits=limits), clock=HandClock()) as client:
        answers = [await client.submit(build_body()) for _ in range(3)]
        other = await client.using(SECOND_KEY).submit(build_body())

    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "30"
    assert answers[2].error["code"] == "rate_limit_exceeded"
    assert answers[2].error["type"] == "rate_limit_error"
    assert other.status == 200


async def test_limits_all_other_calls_too(tmp_path: Path) -> None:
    limits = StudioLimits(calls_per_minute=1)
    async with open_client(build_settings(tmp_path, limits=limits), clock=HandClock()) as client:
        await client.query(UNKNOWN_ID)
        answer = await client.query(UNKNOWN_ID)

    assert (answer.status, answer.error["type"]) == (429, "evo_api_error")
    assert answer.headers["retry-after"] == "60"


async def test_checks_fields_before_the_balance_and_the_balance_before_the_rate(tmp_path: Path) -> None:
    keys = (StudioKey(token=SecretStr("sk-first"), start_credits=17),)
    limits = StudioLimits(submissions_per_minute=1)
    settings = build_settings(tmp_path / "data", keys=keys, limits=limits)
    async with open_client(settings, clock=HandClock()) as client:
        await client.begin(prompt=f"wait for {tmp_path / 'never'}")
        wrong_field = await client.submit(build_body(duration=16))
        too_dear = await client.submit(build_body())

    assert (wrong_field.status, too_dear.status) == (400, 402)


async def test_takes_no_more_tasks_than_may_wait(tmp_path: Path) -> None:
    limits = StudioLimits(queued_per_key=1)
    async with open_client(build_settings(tmp_path / "data", limits=limits)) as client:
        await client.begin(prompt=f"wait for {tmp_path / 'never'}")
        refused = await client.submit(build_body())
        other = await client.using(SECOND_KEY).submit(build_body())

    assert (refused.status, refused.headers["retry-after"]) == (429, "30")
    assert other.status == 200


@pytest.mark.parametrize(
    ("task_id", "status", "code"),
    [("123", 400, "invalid_task_id"), (UNKNOWN_ID, 404, "task_not_found")],
    ids=["malformed", "unknown"],
)
@pytest.mark.parametrize(("method", "ending"), [("GET", ""), ("POST", "/cancel")], ids=["query", "cancel"])
async def test_refuses_ids_of_no_task(
    client: StudioClient, task_id: str, status: int, code: str, method: str, ending: str
) -> None:
    answer = await client.call(method, f"/v1/tasks/{task_id}{ending}")

    assert (answer.status, answer.error["code"], answer.error["param"]) == (status, code, "task_id")


async def test_shows_a_task_to_nobody_but_its_owner(client: StudioClient) -> None:
    task_id = await client.begin()
    other = client.using(SECOND_KEY)

    queried = await other.query(task_id)
    cancelled = await other.call("POST", f"/v1/tasks/{task_id}/cancel")
    listed = await other.call("GET", "/v1/tasks")
    batched = await other.call("POST", "/v1/tasks/batch", json={"task_ids": [task_id]})

    assert (queried.status, queried.error["code"]) == (403, "permission_denied")
    assert cancelled.status == 403
    assert (listed.body["total"], batched.body["data"]) == (0, [])


async def test_does_not_cancel_what_is_over(client: StudioClient) -> None:
    task = await client.make()

    answer = await client.call("POST", f"/v1/tasks/{task['id']}/cancel")

    assert (answer.status, answer.error["code"]) == (409, "task_not_cancellable")


async def test_answers_a_repeated_submission_with_the_first_task(client: StudioClient) -> None:
    first = await client.submit(build_body(), key=KEY)
    again = await client.submit(build_body(), key=KEY)
    other = await client.using(SECOND_KEY).submit(build_body(), key=KEY)

    assert again.body == first.body
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert other.body["id"] != first.body["id"]


async def test_refuses_a_used_idempotency_key_for_another_request(client: StudioClient) -> None:
    await client.submit(build_body(), key=KEY)

    answer = await client.submit(build_body(prompt="Another"), key=KEY)

    assert (answer.status, answer.error["code"]) == (409, "idempotency_conflict")


@pytest.mark.parametrize("key", ["short", "a" * 97, "with spaces in the key"])
async def test_refuses_a_malformed_idempotency_key(client: StudioClient, key: str) -> None:
    answer = await client.submit(build_body(), key=key)

    assert (answer.status, answer.error["param"]) == (400, "Idempotency-Key")


async def test_remembers_tasks_balances_and_keys_after_a_restart(tmp_path: Path) -> None:
    settings = build_settings(tmp_path, public_url="https://studio.example")
    async with open_client(settings) as client:
        first = await client.submit(build_body(), key=KEY)
        task = await client.make()

    async with open_client(settings) as client:
        again = await client.submit(build_body(), key=KEY)
        queried = await client.query(task["id"])
        await client.wait_until_over(first.body["id"])
        balance = await client.call("GET", "/v1/credits")

    assert again.body["id"] == first.body["id"]
    assert again.headers["idempotency-replayed"] == "true"
    assert queried.body == task
    assert balance.body["data"]["user"]["used_credits"] == 16.2


async def test_lists_tasks_newest_first_by_page_and_status(client: StudioClient) -> None:
    done = await client.make()
    failed = await client.make(prompt="die")

    everything = (await client.call("GET", "/v1/tasks?status=&type=&model=&page=1&page_size=1")).body
    second_page = (await client.call("GET", "/v1/tasks?page_size=1&page=2")).body
    completed = (await client.call("GET", "/v1/tasks?status=completed&type=video")).body

    assert (everything["total"], everything["data"][0]["id"]) == (2, failed["id"])
    assert second_page["data"][0]["id"] == done["id"]
    assert [entry["credits_used"] for entry in completed["data"]] == [16.2]


@pytest.mark.parametrize("query", ["page=0", "page=x", "page_size=101", "status=done", "page=-1"])
async def test_refuses_a_malformed_list_query(client: StudioClient, query: str) -> None:
    answer = await client.call("GET", f"/v1/tasks?{query}")

    assert (answer.status, answer.error["code"]) == (400, "invalid_request")


async def test_looks_up_many_tasks_and_leaves_out_unknown_ones(client: StudioClient) -> None:
    task_id = await client.begin()

    answer = await client.call("POST", "/v1/tasks/batch", json={"task_ids": [task_id, UNKNOWN_ID, task_id]})

    assert [task["id"] for task in answer.body["data"]] == [task_id]


async def test_refuses_to_look_up_51_tasks(client: StudioClient) -> None:
    answer = await client.call("POST", "/v1/tasks/batch", json={"task_ids": [UNKNOWN_ID] * 51})

    assert (answer.status, answer.error["param"]) == (400, "task_ids")


async def test_lists_its_models(client: StudioClient) -> None:
    answer = await client.call("GET", "/v1/models")

    assert [model["id"] for model in answer.body["data"]] == ["kling-v3-image-to-video", "kling-custom-element"]


async def test_writes_integer_codes_for_credits(client: StudioClient) -> None:
    answer = await client.using("sk-nobody").call("GET", "/v1/credits")

    assert (answer.status, answer.error["code"]) == (401, 401)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/v1/nothing", 404, "not_found"), ("PUT", "/v1/models", 405, "method_not_allowed")],
)
async def test_answers_json_where_there_is_no_route(
    client: StudioClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await client.call(method, path)

    assert (answer.status, answer.error["code"]) == (status, code)


@pytest.mark.parametrize("authorization", [None, "sk-first", "Basic sk-first", "Bearer", "Bearer é"])
async def test_takes_nothing_but_a_bearer_key(client: StudioClient, authorization: str | None) -> None:
    headers: dict[str, Any] = {"Authorization": authorization} if authorization else {}
    async with ClientSession() as session, session.get(f"{client.base_url}/v1/models", headers=headers) as response:
        status = response.status

    assert status == 401


async def test_says_nothing_about_its_own_failures_and_reserves_nothing(tmp_path: Path) -> None:
    async with open_client(build_settings(tmp_path)) as client:
        (tmp_path / "tasks").rmdir()
        answer = await client.submit(build_body())
        balance = await client.call("GET", "/v1/credits")

    assert (answer.status, answer.error["code"], answer.error["type"]) == (500, "internal_error", "api_error")
    assert answer.error["message"] == "Internal server error"
    assert balance.body["data"]["token"]["used_credits"] == 0


async def test_makes_one_task_of_many_simultaneous_calls_with_one_key(client: StudioClient) -> None:
    answers = await asyncio.gather(*[client.submit(build_body(), key=KEY) for _ in range(8)])

    assert len({answer.body["id"] for answer in answers}) == 1
    assert sum("idempotency-replayed" in answer.headers for answer in answers) == 7


async def test_another_take_under_the_same_key_is_another_request(client: StudioClient) -> None:
    first = await client.submit(build_body(), key=KEY, take="one")
    again = await client.submit(build_body(), key=KEY, take="one")
    other = await client.submit(build_body(), key=KEY, take="two")

    assert first.body["id"] == again.body["id"]
    assert (other.status, other.error["code"]) == (409, "idempotency_conflict")


async def test_refuses_a_take_that_is_no_name(client: StudioClient) -> None:
    answer = await client.submit(build_body(), take="no name!")

    assert (answer.status, answer.error["param"]) == (400, "Flipbook-Take")
