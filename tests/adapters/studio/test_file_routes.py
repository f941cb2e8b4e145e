"""Uploads over HTTP, and pictures that cannot become frames."""

import base64
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import FormData, web
from aiohttp.test_utils import TestServer

from adapters.studio.settings import StudioLimits
from tests.adapters.studio.client import (
    SECOND_KEY,
    HandClock,
    StudioClient,
    build_body,
    build_picture,
    build_settings,
    open_client,
)

PICTURE = build_picture()


@pytest.fixture
async def pictures() -> AsyncIterator[TestServer]:
    async def serve(request: web.Request) -> web.Response:
        kinds = {"day.jpg": PICTURE, "page.jpg": b"<html>", "long.jpg": bytes(11 * 1024 * 1024)}
        content = kinds.get(request.match_info["name"])
        return web.Response(body=content) if content else web.Response(status=404)

    application = web.Application()
    application.router.add_get("/{name}", serve)
    server = TestServer(application)
    async with server:
        yield server


async def test_keeps_an_uploaded_form_and_serves_it(client: StudioClient) -> None:
    answer = await client.upload(upload_path="photos/../../summer", file_name="../day one.png")

    details = answer.body["data"]
    async with client.session.get(details["file_url"]) as response:
        content = await response.read()
    assert content == PICTURE
    assert response.headers["Content-Type"] == "image/jpeg"
    assert details["file_name"] == "day-one.png.jpg"
    assert details["upload_path"] == "photos/summer"
    assert details["original_name"] == "day.jpg"


async def test_takes_base64_of_many_pieces(client: StudioClient) -> None:
    content = PICTURE + bytes(1_000_001)
    body = io.BytesIO(json.dumps({"base64_data": base64.b64encode(content).decode()}).encode())
    headers = {"Content-Type": "application/json"}

    answer = await client.call("POST", "/api/v1/files/upload/base64", data=body, headers=headers)

    async with client.session.get(answer.body["data"]["file_url"]) as response:
        assert await response.read() == content


async def test_refuses_base64_that_is_too_large(tmp_path: Path) -> None:
    limits = StudioLimits(upload_bytes=1024)
    async with open_client(build_settings(tmp_path, limits=limits)) as client:
        body = {"base64_data": base64.b64encode(PICTURE.ljust(2048)).decode()}
        answer = await client.call("POST", "/api/v1/files/upload/base64", json=body)

    assert answer.status == 413


@pytest.mark.parametrize("prefix", ["", "data:image/jpeg;base64,"], ids=["bare", "data URL"])
async def test_takes_base64(client: StudioClient, prefix: str) -> None:
    body = {"base64_data": prefix + base64.b64encode(PICTURE).decode()}

    answer = await client.call("POST", "/api/v1/files/upload/base64", json=body)

    assert answer.body["success"] is True
    assert answer.body["data"]["file_size"] == len(PICTURE)


async def test_fetches_a_picture_from_a_url(tmp_path: Path, pictures: TestServer) -> None:
    async with open_client(build_settings(tmp_path, allow_insecure_callbacks=True)) as client:
        body = {"file_url": str(pictures.make_url("/day.jpg"))}
        answer = await client.call("POST", "/api/v1/files/upload/url", json=body)

    assert answer.body["data"]["original_name"] == "day.jpg"


@pytest.mark.parametrize("url", ["http://127.0.0.1/day.jpg", "http://[::1]/day.jpg", "http://10.0.0.1/"])
async def test_fetches_nothing_from_internal_addresses(client: StudioClient, url: str) -> None:
    answer = await client.call("POST", "/api/v1/files/upload/url", json={"file_url": url})

    assert (answer.status, answer.body["success"]) == (400, False)
    assert "internal address" in answer.body["msg"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"base64_data": 7},
        {"base64_data": "%%%%"},
        {"base64_data": "data:image/png;base64"},
        {"base64_data": base64.b64encode(b"text").decode()},
    ],
    ids=["nothing", "a number", "not base64", "a data URL without data", "not a picture"],
)
async def test_refuses_base64_that_is_no_picture(client: StudioClient, body: dict[str, object]) -> None:
    answer = await client.call("POST", "/api/v1/files/upload/base64", json=body)

    assert (answer.status, answer.body["success"], answer.body["code"]) == (400, False, 400)


async def test_refuses_a_form_without_a_file(client: StudioClient) -> None:
    form = FormData({"file_name": "day.jpg"}, default_to_multipart=True)

    answer = await client.call("POST", "/api/v1/files/upload/stream", data=form)

    assert (answer.status, answer.body["success"]) == (400, False)


async def test_refuses_a_file_that_is_too_large(tmp_path: Path) -> None:
    limits = StudioLimits(upload_bytes=1024)
    async with open_client(build_settings(tmp_path, limits=limits)) as client:
        answer = await client.upload(PICTURE.ljust(2048, b"\0"))

    assert (answer.status, answer.body["code"]) == (413, 413)


async def test_refuses_files_beyond_the_quota(tmp_path: Path) -> None:
    limits = StudioLimits(files_per_key=1)
    async with open_client(build_settings(tmp_path, limits=limits)) as client:
        await client.upload()
        refused = await client.upload()
        quota = await client.call("GET", "/api/v1/files/quota")
        other = await client.using(SECOND_KEY).upload()

    assert (refused.status, refused.body["success"]) == (402, False)
    assert (quota.body["data"]["used_files"], quota.body["data"]["remain_files"]) == (1, 0)
    assert other.status == 200


async def test_lists_and_deletes_only_own_files(client: StudioClient) -> None:
    details = (await client.upload()).body["data"]
    path = f"/api/v1/files/{details['file_id']}"
    foreign = await client.using(SECOND_KEY).call("DELETE", path)
    before = await client.call("GET", "/api/v1/files/list?page=1&pageSize=20")

    deleted = await client.call("DELETE", path)

    after = await client.call("GET", "/api/v1/files/list")
    assert (foreign.status, deleted.status) == (404, 200)
    assert [entry["file_id"] for entry in before.body["data"]["files"]] == [details["file_id"]]
    assert after.body["data"] == {"total": 0, "files": []}


async def test_forgets_uploads_after_72_hours(tmp_path: Path) -> None:
    clock = HandClock()
    async with open_client(build_settings(tmp_path), clock=clock) as client:
        details = (await client.upload()).body["data"]
        clock.now += 72 * 3600
        answer = await client.call("GET", details["file_url"].removeprefix(client.base_url))
        quota = await client.call("GET", "/api/v1/files/quota")

    assert details["expires_at"] == "2027-01-18T08:00:00+00:00"
    assert answer.status == 404
    assert quota.body["data"]["used_files"] == 0


async def test_tells_the_task_whose_upload_has_expired(tmp_path: Path) -> None:
    clock = HandClock()
    async with open_client(build_settings(tmp_path), clock=clock) as client:
        link = (await client.upload()).body["data"]["file_url"]
        clock.now += 72 * 3600
        submitted = await client.submit(build_body(image_start=link))
        task = await client.wait_until_over(submitted.body["id"])

    assert task["error"] == {
        "code": "image_processing_error",
        "message": "The image could not be downloaded. Its upload has expired or was deleted; upload it again.",
        "type": "task_error",
    }


async def test_remembers_uploads_after_a_restart(tmp_path: Path) -> None:
    async with open_client(build_settings(tmp_path)) as client:
        details = (await client.upload()).body["data"]

    async with open_client(build_settings(tmp_path)) as client:
        task = await client.wait_until_over(
            (await client.submit(build_body(image_start=details["file_url"]))).body["id"]
        )

    assert task["status"] == "completed"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (build_picture(299, 400), "invalid_parameters"),
        (build_picture(300, 751), "invalid_parameters"),
        (PICTURE[: len(PICTURE) // 2], "image_processing_error"),
        (b"GIF89a" + bytes(64), "image_processing_error"),
        (PICTURE + bytes(10 * 1024 * 1024), "invalid_parameters"),
    ],
    ids=["too small", "too narrow", "truncated", "a gif", "11 MB"],
)
async def test_fails_the_task_whose_picture_cannot_become_a_frame(
    client: StudioClient, content: bytes, code: str
) -> None:
    url = (await client.upload(content)).body["data"]["file_url"]
    submitted = await client.submit(build_body(image_start=url))

    task = await client.wait_until_over(submitted.body["id"])

    assert (task["status"], task["error"]["code"], task["error"]["type"]) == ("failed", code, "task_error")
    assert task["usage"]["credits_used"] == 0


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("gone.jpg", "image_processing_error"),
        ("page.jpg", "image_processing_error"),
        ("long.jpg", "invalid_parameters"),
    ],
)
async def test_fails_the_task_whose_picture_cannot_be_had(
    tmp_path: Path, pictures: TestServer, name: str, code: str
) -> None:
    async with open_client(build_settings(tmp_path, allow_insecure_callbacks=True)) as client:
        submitted = await client.submit(build_body(image_start=str(pictures.make_url(f"/{name}"))))
        task = await client.wait_until_over(submitted.body["id"])

    assert task["error"]["code"] == code


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/day.jpg", "http://169.254.169.254/latest/meta-data"])
async def test_fails_the_task_whose_picture_is_inside_a_private_network(client: StudioClient, url: str) -> None:
    submitted = await client.submit(build_body(image_start=url))

    task = await client.wait_until_over(submitted.body["id"])

    assert task["error"]["code"] == "image_processing_error"
    assert "internal address" in task["error"]["message"]
