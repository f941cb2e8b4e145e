"""Live answers held against the vendor's own documents, where they are at hand."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from tests.adapters.studio.client import Answer, Body, StudioClient, build_picture, build_settings, open_client

FOLDER = Path(__file__).parents[4] / "shared" / "specs" / "kling"
UNKNOWN_ID = "task-unified-1757169743-7cvnl5zw"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the vendor's documents are not beside the repository")


def check(name: str, method: str, path: str, answer: Answer) -> None:
    """Validate an answer against what the vendor's document says of that route and status."""
    document: Body = json.loads((FOLDER / f"{name}.json").read_text())
    response = document["paths"][path][method]["responses"][str(answer.status)]
    schema = response["content"]["application/json"]["schema"]
    root = {**schema, "components": document["components"]}
    jsonschema_rs.validate(root, answer.body)


def read_example(name: str) -> Body:
    document: Body = json.loads((FOLDER / "kling-v3-image-to-video.json").read_text())
    content = document["paths"]["/v1/videos/generations"]["post"]["requestBody"]["content"]
    value: Body = content["application/json"]["examples"][name]["value"]
    return value


@pytest.mark.parametrize("name", ["basic", "first_last_frame", "multi_shot"])
async def test_takes_the_documented_examples(client: StudioClient, name: str) -> None:
    answer = await client.submit(read_example(name))

    assert answer.status == 200
    check("kling-v3-image-to-video", "post", "/v1/videos/generations", answer)


async def test_refuses_the_example_whose_element_nobody_has_created(client: StudioClient) -> None:
    answer = await client.submit(read_example("with_element"))

    assert answer.status == 400
    check("kling-v3-image-to-video", "post", "/v1/videos/generations", answer)


@pytest.mark.parametrize("changes", [{"duration": 16}, {"model": "kling-v3-text-to-video"}], ids=["400", "403"])
async def test_refuses_submissions_in_the_documented_form(client: StudioClient, changes: dict[str, Any]) -> None:
    answer = await client.submit({**read_example("basic"), **changes})

    assert answer.status in {400, 403}
    check("kling-v3-image-to-video", "post", "/v1/videos/generations", answer)


@pytest.mark.parametrize("prompt", ["Slow push in", "die"], ids=["completed", "failed"])
async def test_shows_tasks_in_the_documented_form(client: StudioClient, prompt: str) -> None:
    task = await client.make(prompt=prompt)

    answer = await client.query(task["id"])

    assert answer.body["progress"] in {0, 100}
    check("get-task-detail", "get", "/v1/tasks/{task_id}", answer)


@pytest.mark.parametrize(("task_id", "status"), [("123", 400), (UNKNOWN_ID, 404)])
async def test_refuses_queries_in_the_documented_form(client: StudioClient, task_id: str, status: int) -> None:
    answer = await client.query(task_id)

    assert answer.status == status
    check("get-task-detail", "get", "/v1/tasks/{task_id}", answer)


async def test_shows_credits_in_the_documented_form(client: StudioClient) -> None:
    known = await client.call("GET", "/v1/credits")
    unknown = await client.using("sk-nobody").call("GET", "/v1/credits")

    assert (known.status, unknown.status) == (200, 401)
    check("get-credits", "get", "/v1/credits", known)
    check("get-credits", "get", "/v1/credits", unknown)


async def test_answers_file_calls_in_the_documented_form(client: StudioClient) -> None:
    uploaded = await client.upload(build_picture())
    quota = await client.call("GET", "/api/v1/files/quota")

    assert uploaded.body["success"] is True
    check("upload-stream", "post", "/api/v1/files/upload/stream", uploaded)
    check("quota", "get", "/api/v1/files/quota", quota)


async def test_answers_an_element_in_the_documented_form(tmp_path: Path) -> None:
    picture = "https://example.com/robot.jpg"
    params = {
        "element_name": "Robot",
        "element_description": "A small tin robot",
        "reference_type": "image_refer",
        "element_image_list": {"frontal_image": picture, "refer_images": [{"image_url": picture}]},
    }
    async with open_client(build_settings(tmp_path)) as client:
        answer = await client.submit({"model": "kling-custom-element", "model_params": params})

    assert answer.body["usage"]["credits_reserved"] == 1
    check("kling-custom-element", "post", "/v1/videos/generations", answer)
