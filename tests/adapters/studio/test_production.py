"""The life of a task, seen from outside."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.adapters.studio.client import StudioClient, build_body, build_settings, open_client
from tests.adapters.studio.renderer.test_still import write_video


@asynccontextmanager
async def open_files(folder: Path) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_static("/", folder)
    server = TestServer(application)
    async with server:
        yield str(server.make_url("/")).rstrip("/")


async def test_makes_a_video_that_can_be_downloaded(client: StudioClient) -> None:
    task = await client.make()

    async with client.session.get(task["results"][0]) as response:
        content = await response.read()
    assert task["progress"] == 100
    assert response.headers["Content-Type"] == "video/mp4"
    assert content.endswith(task["id"].encode())


async def test_shows_the_share_of_frames_encoded_as_progress(client: StudioClient, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    task_id = await client.begin(prompt=f"wait for {gate}")

    task = await client.wait_until_rendering(task_id)
    gate.touch()

    assert task["progress"] == 25
    assert task["task_info"]["can_cancel"] is True


async def test_never_takes_progress_back(client: StudioClient) -> None:
    task_id, shown = await client.begin(), [0]
    while shown[-1] < 100:
        shown.append((await client.query(task_id)).body["progress"])

    assert shown == sorted(shown)


async def test_fails_only_the_task_whose_process_dies(client: StudioClient) -> None:
    died = await client.make(prompt="die")

    after = await client.make()

    assert died["status"] == "failed"
    assert died["error"]["code"] == "service_error"
    assert after["status"] == "completed"


async def test_says_nothing_about_an_error_inside_the_renderer(client: StudioClient) -> None:
    task = await client.make(prompt="raise")

    assert task["error"] == {
        "code": "service_error",
        "message": "The video could not be rendered. Please try again; you were not charged.",
        "type": "task_error",
    }


async def test_fails_a_render_that_leaves_no_video(client: StudioClient) -> None:
    task = await client.make(prompt="draw nothing")

    assert task["error"]["code"] == "generation_failed_no_content"
    assert task["progress"] == 0


async def test_cancels_a_task_that_renders_and_frees_its_place(client: StudioClient, tmp_path: Path) -> None:
    task_id = await client.begin(prompt=f"wait for {tmp_path / 'never'}")
    await client.wait_until(task_id, "processing")

    cancelled = await client.call("POST", f"/v1/tasks/{task_id}/cancel")

    after = await client.make()
    balance = await client.call("GET", "/v1/credits")
    assert cancelled.body["status"] == "cancelled"
    assert after["status"] == "completed"
    assert balance.body["data"]["token"]["used_credits"] == 16.2


async def test_cancels_a_task_that_waits(client: StudioClient, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    running = await client.begin(prompt=f"wait for {gate}")
    await client.wait_until(running, "processing")
    waiting = await client.begin()

    cancelled = await client.call("POST", f"/v1/tasks/{waiting}/cancel")

    gate.touch()
    assert cancelled.body["status"] == "cancelled"
    assert (await client.wait_until_over(running))["status"] == "completed"


async def test_renders_again_what_was_rendering_when_it_stopped(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    settings = build_settings(tmp_path / "data")
    async with open_client(settings) as client:
        task_id = await client.begin(prompt=f"wait for {gate}")
        await client.wait_until(task_id, "processing")
    gate.touch()

    async with open_client(settings) as client:
        task = await client.wait_until_over(task_id)

    assert task["status"] == "completed"


async def test_creates_an_element_that_a_video_can_use(client: StudioClient) -> None:
    url = (await client.upload()).body["data"]["file_url"]
    params = {
        "element_name": "Robot",
        "element_description": "A small tin robot",
        "reference_type": "image_refer",
        "element_image_list": {"frontal_image": url, "refer_images": [{"image_url": url}]},
    }
    created = await client.submit({"model": "kling-custom-element", "model_params": params})
    element = await client.wait_until_over(created.body["id"])
    element_id = element["result_data"]["element_id"]

    task = await client.make(
        prompt="<<<element_1>>> dances", model_params={"element_list": [{"element_id": element_id}]}
    )

    assert element["usage"]["billing_rule"] == "per_call"
    assert task["status"] == "completed"


async def test_creates_an_element_from_a_video(tmp_path: Path) -> None:
    video = await asyncio.to_thread(write_video, tmp_path / "robot.mp4", width=720, seconds=1)
    params = {
        "element_name": "Robot",
        "element_description": "A small tin robot",
        "reference_type": "video_refer",
    }
    settings = build_settings(tmp_path / "data", allow_insecure_callbacks=True)
    async with open_files(tmp_path) as base, open_client(settings) as client:
        videos = {"refer_videos": [{"video_url": f"{base}/{video.name}"}]}
        body = {"model": "kling-custom-element", "model_params": {**params, "element_video_list": videos}}
        element = await client.wait_until_over((await client.submit(body)).body["id"])

    assert element["status"] == "completed"
    assert element["result_data"]["elements"][0]["element_id"].isdigit()


async def test_accepts_an_element_as_a_number(client: StudioClient) -> None:
    answer = await client.submit(build_body(model_params={"element_list": [{"element_id": 123456}]}))

    assert answer.error["message"].endswith("names an unknown element")
