"""Submissions over HTTP: the order of the checks, what is reserved and released, repeated calls, and who sees what."""

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.studio.settings import StudioKey, StudioLimits
from tests.adapters.studio.client import (
    FIRST_KEY,
    KEYS,
    SECOND_KEY,
    Body,
    HandClock,
    StudioClient,
    build_body,
    build_settings,
    open_client,
)

KEY = "job-0123456789abcdef"
#: The published table: UC per second by quality, without and with sound.
UC_PER_SECOND = {"720p": (54_000, 81_000), "1080p": (72_036, 108_000), "4k": (270_000, 270_000)}
MINIMUM_UC = 162_000


@asynccontextmanager
async def open_busy(folder: Path, start_credits: float = 100_000) -> AsyncIterator[StudioClient]:
    """Open a studio whose only place the second key has taken, so that all tasks of the first one wait."""
    keys = (StudioKey(token=SecretStr(FIRST_KEY), start_credits=start_credits), KEYS[1])
    async with open_client(build_settings(folder / "data", keys=keys)) as client:
        other = client.using(SECOND_KEY)
        await other.wait_until_rendering(await other.begin(prompt=f"wait for {folder / 'never'}"))
        yield client


async def upload_picture(client: StudioClient) -> str:
    """Return a link that a task can wait with; one that leads nowhere would end it before its turn."""
    link: str = (await client.upload()).body["data"]["file_url"]
    return link


async def get_used_credits(client: StudioClient) -> float:
    used: float = (await client.call("GET", "/v1/credits")).body["data"]["token"]["used_credits"]
    return used


async def cancel(client: StudioClient, task_id: str) -> Body:
    return (await client.call("POST", f"/v1/tasks/{task_id}/cancel")).body


async def test_checks_in_the_documented_order(tmp_path: Path) -> None:
    keys = (StudioKey(token=SecretStr(FIRST_KEY), start_credits=20),)
    limits = StudioLimits(submissions_per_minute=1, calls_per_minute=1)
    settings = build_settings(tmp_path, keys=keys, limits=limits)
    headers = {"Content-Type": "application/json"}
    async with open_client(settings, clock=HandClock()) as client:
        accepted = await client.submit(build_body())
        unknown_key = await client.using("sk-nobody").call("POST", "/v1/videos/generations", data=b"{", headers=headers)
        no_json = await client.call("POST", "/v1/videos/generations", data=b'{"model": 3', headers=headers)
        no_access = await client.submit(build_body(model="kling-v3-text-to-video", duration=99))
        wrong_field = await client.submit(build_body(duration=16, quality="4k"))
        too_dear = await client.submit(build_body(quality="4k"))
        too_often = await client.submit(build_body())

    answers = [accepted, unknown_key, no_json, no_access, wrong_field, too_dear, too_often]
    assert [answer.status for answer in answers] == [200, 401, 400, 403, 400, 402, 429]


async def test_reserves_every_combination_by_the_price_table_and_releases_it(tmp_path: Path) -> None:
    reserved, expected_uc = [], []
    async with open_busy(tmp_path) as client:
        link = await upload_picture(client)
        for quality, sound, seconds in itertools.product(UC_PER_SECOND, (0, 1), range(3, 16)):
            options = {"quality": quality, "sound": ("off", "on")[sound], "duration": seconds}
            body = build_body(image_start=link, **options)
            reserved.append((await client.submit(body)).body)
            expected_uc.append(max(MINIMUM_UC, UC_PER_SECOND[quality][sound] * seconds))
        used = await get_used_credits(client)
        cancelled = [await cancel(client, task["id"]) for task in reserved]
        used_after = await get_used_credits(client)

    assert len(reserved) == 78
    assert [task["usage"]["credits_reserved"] for task in reserved] == [uc / 10_000 for uc in expected_uc]
    assert (used, used_after) == (sum(expected_uc) / 10_000, 0)
    assert {(task["usage"]["credits_reserved"], task["usage"]["credits_used"]) for task in cancelled} == {(0, 0)}


SHOTS = [{"index": 1, "prompt": "A", "duration": "1"}, {"index": 2, "prompt": "B", "duration": "2"}]


@pytest.mark.parametrize(
    "changes",
    [
        {"image_end": "https://example.com/night.jpg"},
        {"image_start": None, "image_end": "https://example.com/night.jpg"},
        {"model_params": {"multi_shot": True, "shot_type": "intelligence"}},
        {"model_params": {"multi_shot": True, "shot_type": "customize", "multi_prompt": SHOTS}},
        {"model_params": {"watermark_info": {"enabled": True}}},
        {"negative_prompt": "text", "aspect_ratio": "1:1"},
    ],
    ids=["both frames", "last frame", "intelligent shots", "custom shots", "watermark", "negative prompt"],
)
async def test_charges_nothing_extra_for_other_options(client: StudioClient, changes: Body) -> None:
    answer = await client.submit(build_body(**changes))

    assert answer.body["usage"]["credits_reserved"] == 16.2


async def test_charges_nothing_extra_for_an_element(client: StudioClient) -> None:
    url = await upload_picture(client)
    pictures = {"frontal_image": url, "refer_images": [{"image_url": url}]}
    params = {"element_name": "Robot", "element_description": "Tin", "reference_type": "image_refer"}
    body = {"model": "kling-custom-element", "model_params": {**params, "element_image_list": pictures}}
    created = (await client.submit(body)).body
    element_id = (await client.wait_until_over(created["id"]))["result_data"]["element_id"]

    answer = await client.submit(build_body(model_params={"element_list": [{"element_id": element_id}]}))

    assert created["usage"]["credits_reserved"] == 1
    assert answer.body["usage"]["credits_reserved"] == 16.2


async def test_settles_what_was_made_and_leaves_other_keys_alone(client: StudioClient) -> None:
    task = await client.make()

    assert (task["usage"]["credits_reserved"], task["usage"]["credits_used"]) == (0, 16.2)
    assert await get_used_credits(client) == 16.2
    assert await get_used_credits(client.using(SECOND_KEY)) == 0


async def test_lets_nobody_use_the_element_of_another_key(client: StudioClient) -> None:
    url = await upload_picture(client)
    pictures = {"frontal_image": url, "refer_images": [{"image_url": url}]}
    params = {"element_name": "Robot", "element_description": "Tin", "reference_type": "image_refer"}
    body = {"model": "kling-custom-element", "model_params": {**params, "element_image_list": pictures}}
    element = await client.wait_until_over((await client.submit(body)).body["id"])
    wanted = {"element_list": [{"element_id": element["result_data"]["element_id"]}]}

    answer = await client.using(SECOND_KEY).submit(build_body(model_params=wanted))

    assert (answer.status, answer.error["param"]) == (400, "model_params.element_list")


async def test_replays_while_the_first_still_runs_although_the_balance_is_used_up(tmp_path: Path) -> None:
    async with open_busy(tmp_path, start_credits=17) as client:
        body = build_body(image_start=await upload_picture(client))
        first = await client.submit(body, key=KEY)
        again = await client.submit(body, key=KEY)
        without_key = await client.submit(body)

    assert (again.status, again.body) == (200, first.body)
    assert again.headers["idempotency-replayed"] == "true"
    assert without_key.status == 402


async def test_replays_a_task_that_was_cancelled(tmp_path: Path) -> None:
    async with open_busy(tmp_path) as client:
        body = build_body(image_start=await upload_picture(client))
        first = await client.submit(body, key=KEY)
        cancelled = await cancel(client, first.body["id"])
        again = await client.submit(body, key=KEY)

    assert cancelled["status"] == "cancelled"
    assert again.body["id"] == first.body["id"]


async def test_a_refusal_does_not_use_the_idempotency_key_up(tmp_path: Path) -> None:
    keys = (StudioKey(token=SecretStr(FIRST_KEY), start_credits=20),)
    async with open_client(build_settings(tmp_path, keys=keys)) as client:
        wrong_field = await client.submit(build_body(duration=16), key=KEY)
        too_dear = await client.submit(build_body(quality="4k"), key=KEY)
        accepted = await client.submit(build_body(), key=KEY)

    assert [answer.status for answer in (wrong_field, too_dear, accepted)] == [400, 402, 200]
    assert "idempotency-replayed" not in accepted.headers


async def test_takes_the_same_fields_in_another_order_for_the_same_request(client: StudioClient) -> None:
    body = build_body()
    first = await client.submit(body, key=KEY)

    again = await client.submit(dict(reversed(body.items())), key=KEY)

    assert again.body["id"] == first.body["id"]
