"""What is removed when its time is over, and what stays."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from adapters.studio.settings import StudioLifetimes
from tests.adapters.studio.client import Body, HandClock, StudioClient, build_settings, open_client

HOUR_SECONDS = 3600
_KEPT = ("results", "uploads", "tasks")
OFTEN = StudioLifetimes(sweep_every_seconds=0.01, task_seconds=48 * HOUR_SECONDS)


@asynccontextmanager
async def open_with_video(data_dir: Path, clock: HandClock) -> AsyncIterator[tuple[StudioClient, Body]]:
    async with open_client(build_settings(data_dir, lifetimes=OFTEN), clock=clock) as client:
        yield client, await client.make()


async def wait_until_empty(client: StudioClient, list_files: Callable[[], list[str]]) -> None:
    while list_files():
        await client.call("GET", "/v1/models")


async def test_forgets_results_after_24_hours(tmp_path: Path) -> None:
    clock = HandClock()
    async with open_with_video(tmp_path, clock) as (client, task):
        path = task["results"][0].removeprefix(client.base_url)
        clock.now += 24 * HOUR_SECONDS
        gone = await client.call("GET", path)
        queried = await client.query(task["id"])
        await wait_until_empty(client, lambda: [file.name for file in (tmp_path / "results").iterdir()])

    assert gone.status == 404
    assert queried.body["status"] == "completed"


async def test_keeps_results_for_23_hours(tmp_path: Path) -> None:
    clock = HandClock()
    async with open_with_video(tmp_path, clock) as (client, task):
        clock.now += 23 * HOUR_SECONDS
        async with client.session.get(task["results"][0]) as response:
            status = response.status

    assert status == 200


async def test_leaves_alone_what_is_being_rendered(tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    async with open_client(build_settings(tmp_path / "data", lifetimes=OFTEN)) as client:
        task_id = await client.begin(prompt=f"wait for {gate}")
        await client.wait_until_rendering(task_id)
        for _ in range(50):
            await client.query(task_id)
        gate.touch()
        task = await client.wait_until_over(task_id)

    assert task["status"] == "completed"


async def test_removes_the_bytes_of_expired_uploads(tmp_path: Path) -> None:
    clock = HandClock()
    async with open_with_video(tmp_path, clock) as (client, _):
        clock.now += 72 * HOUR_SECONDS
        await wait_until_empty(client, lambda: [file.name for file in (tmp_path / "uploads").iterdir()])
        quota = await client.call("GET", "/api/v1/files/quota")

    assert quota.body["data"]["used_files"] == 0


async def test_forgets_old_tasks_but_not_what_they_cost(tmp_path: Path) -> None:
    clock = HandClock()
    async with open_with_video(tmp_path, clock) as (client, task):
        clock.now += 48 * HOUR_SECONDS
        await wait_until_empty(client, lambda: [file.name for file in (tmp_path / "tasks").iterdir()])
        queried = await client.query(task["id"])

    async with open_client(build_settings(tmp_path), clock=clock) as client:
        balance = await client.call("GET", "/v1/credits")

    assert queried.status == 404
    assert balance.body["data"]["token"]["used_credits"] == 16.2


async def test_everything_can_be_kept_for_the_same_time(tmp_path: Path) -> None:
    clock = HandClock()
    lifetimes = replace(StudioLifetimes.all_alike(HOUR_SECONDS), sweep_every_seconds=0.01)
    async with open_client(build_settings(tmp_path, lifetimes=lifetimes), clock=clock) as client:
        await client.make()
        clock.now += HOUR_SECONDS
        await wait_until_empty(
            client, lambda: [file.name for name in _KEPT for file in (tmp_path / name).iterdir() if file.is_file()]
        )
