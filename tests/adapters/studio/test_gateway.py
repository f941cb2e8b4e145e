"""How refusals are written on each group of routes, in the current and in the old form."""

from pathlib import Path

import pytest

from adapters.studio.settings import Generation, StudioLimits
from tests.adapters.studio.client import Body, HandClock, StudioClient, build_body, build_settings, open_client

TASK_PATH = "/v1/tasks/task-unified-1757169743-7cvnl5zw"
QUOTA_PATH = "/api/v1/files/quota"


def build_error(code: str | int, kind: str, message: str, **more: str) -> Body:
    return {"error": {"code": code, "type": kind, "message": message, **more}}


UNAUTHORIZED: list[tuple[str, str, Body]] = [
    (
        "POST",
        "/v1/videos/generations",
        build_error("unauthorized", "authentication_error", "Invalid or expired token"),
    ),
    ("GET", "/v1/models", build_error("unauthorized", "authentication_error", "Invalid or expired token")),
    ("GET", TASK_PATH, build_error("unauthorized", "authentication_error", "Authentication required")),
    ("GET", "/v1/credits", build_error(401, "authentication_error", "Invalid or expired token")),
    ("GET", QUOTA_PATH, {"success": False, "code": 401, "msg": "Invalid or expired token"}),
]


@pytest.mark.parametrize(("method", "path", "body"), UNAUTHORIZED, ids=[case[1] for case in UNAUTHORIZED])
async def test_asks_for_a_key_in_the_words_of_the_route(
    client: StudioClient, method: str, path: str, body: Body
) -> None:
    answer = await client.using("sk-nobody").call(method, path)

    assert (answer.status, answer.body) == (401, body)


LIMITED: list[tuple[str, Body]] = [
    (TASK_PATH, build_error("rate_limit_exceeded", "evo_api_error", "Rate limit exceeded")),
    (
        "/v1/credits",
        build_error(429, "rate_limit_error", "Rate limit exceeded", fallback_suggestion="retry after 60 seconds"),
    ),
    (QUOTA_PATH, {"success": False, "code": 429, "msg": "Rate limit exceeded"}),
]


@pytest.mark.parametrize(("path", "body"), LIMITED, ids=[case[0] for case in LIMITED])
async def test_limits_calls_in_the_words_of_the_route(tmp_path: Path, path: str, body: Body) -> None:
    limits = StudioLimits(calls_per_minute=1)
    async with open_client(build_settings(tmp_path, limits=limits), clock=HandClock()) as client:
        await client.call("GET", "/v1/models")
        answer = await client.call("GET", path)

    assert (answer.status, answer.body, answer.headers["retry-after"]) == (429, body, "60")


async def test_counts_submissions_by_themselves_and_last(tmp_path: Path) -> None:
    limits = StudioLimits(calls_per_minute=1, submissions_per_minute=1)
    async with open_client(build_settings(tmp_path, limits=limits), clock=HandClock()) as client:
        await client.call("GET", "/v1/models")
        refused = await client.submit(build_body(duration=16))
        accepted = await client.submit(build_body())
        limited = await client.submit(build_body())

    assert (refused.status, accepted.status, limited.status) == (400, 200, 429)
    assert limited.body == build_error(
        "rate_limit_exceeded", "rate_limit_error", "Too many requests, please try again later"
    )


async def test_says_that_the_status_of_a_task_could_not_be_had(tmp_path: Path) -> None:
    async with open_client(build_settings(tmp_path / "data")) as client:
        task_id = await client.begin(prompt=f"wait for {tmp_path / 'never'}")
        await client.wait_until_rendering(task_id)
        (tmp_path / "data" / "tasks").rename(tmp_path / "elsewhere")
        answer = await client.call("POST", f"/v1/tasks/{task_id}/cancel")

    assert (answer.status, answer.body) == (
        500,
        build_error("internal_error", "api_error", "Failed to retrieve task status"),
    )


OLD_FORM: list[tuple[str, Body, int, Body]] = [
    (
        "a field",
        build_body(duration=16),
        400,
        {"code": 400, "type": "invalid_request_error", "param": "duration"},
    ),
    (
        "an unknown model",
        build_body(model="kling-v9"),
        404,
        {
            "code": 404,
            "type": "not_found_error",
            "param": "model",
            "fallback_suggestion": "kling-v3-image-to-video",
        },
    ),
    (
        "a model without access",
        build_body(model="kling-v3-text-to-video"),
        403,
        {"code": 403, "type": "permission_error", "param": "model"},
    ),
]
OLD_WORDS = {
    400: "Invalid request parameter: `duration`",
    403: "Access denied for this model: kling-v3-text-to-video",
    404: "Specified model not found",
}


@pytest.mark.parametrize(
    ("body", "status", "details"), [case[1:] for case in OLD_FORM], ids=[case[0] for case in OLD_FORM]
)
async def test_refuses_in_the_old_form(tmp_path: Path, body: Body, status: int, details: Body) -> None:
    async with open_client(build_settings(tmp_path, generation=Generation.A)) as client:
        answer = await client.submit(body)

    message = answer.error.pop("message")
    assert (answer.status, answer.error) == (status, details)
    assert message.startswith(OLD_WORDS[status])


async def test_tells_how_long_to_wait_in_the_old_form(tmp_path: Path) -> None:
    limits = StudioLimits(submissions_per_minute=2)
    settings = build_settings(tmp_path, generation=Generation.A, limits=limits)
    async with open_client(settings, clock=HandClock()) as client:
        answers = [await client.submit(build_body()) for _ in range(3)]

    assert answers[2].headers["retry-after"] == "30"
    assert answers[2].body == build_error(
        429, "rate_limit_error", "Rate limit exceeded", fallback_suggestion="retry after 30 seconds"
    )


@pytest.mark.parametrize("path", ["/v1/models", "/v1/nothing", TASK_PATH, QUOTA_PATH, "/", "/openapi.json"])
async def test_names_every_answer_by_an_id(client: StudioClient, path: str) -> None:
    async with client.session.get(f"{client.base_url}{path}") as response:
        request_id = response.headers["X-Request-Id"]

    assert len(request_id) == 16
