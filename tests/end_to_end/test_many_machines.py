"""Processes that share a PostgreSQL and an object store: whoever dies, freezes or leaves, each job is done once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.end_to_end.chat_person import at_the_page
from tests.end_to_end.machines import Machines, count_posts, once_each, open_machines, order_videos
from tests.end_to_end.pictures import write_landscape
from tests.servers.object_store import ObjectStoreServer
from tests.servers.video_api_errors import RATE_LIMIT_EXCEEDED
from tests.servers.video_api_faults import answer_error
from tests.servers.video_api_state import Route


@pytest.fixture
async def machines(tmp_path: Path, postgresql_address: str, object_store: ObjectStoreServer) -> AsyncIterator[Machines]:
    """Lend what processes share."""
    async with open_machines(tmp_path, database=postgresql_address, store=object_store) as machines:
        yield machines


async def test_a_front_takes_orders_that_a_worker_fulfils(machines: Machines) -> None:
    front = await machines.start("front", parts="web")
    await machines.start("worker", parts="worker")
    async with at_the_page(front.address) as person:
        job_ids = await order_videos(person, machines, count=2)
        await machines.finish_tasks(told=front)
        posts = await count_posts(person, job_ids)

    assert posts == once_each(job_ids)
    assert len(machines.api.tasks) == 2


async def test_a_callback_at_a_front_wakes_the_worker_that_watches(machines: Machines) -> None:
    front = await machines.start("front", parts="web")
    worker = await machines.start("worker", parts="worker")
    async with at_the_page(front.address) as person:
        # Told so, the worker would not ask again for an hour.
        machines.api.fail_next(Route.QUERY, answer_error(RATE_LIMIT_EXCEEDED, headers={"Retry-After": "3600"}))
        job_ids = await order_videos(person, machines, count=1)
        await worker.wait_for_log("could not be followed for now")
        await machines.finish_tasks(told=front)
        posts = await count_posts(person, job_ids)

    assert posts == once_each(job_ids)


async def test_the_jobs_of_a_killed_worker_are_finished_by_another(machines: Machines) -> None:
    front = await machines.start("front", parts="web")
    victim = await machines.start("victim", parts="worker")
    async with at_the_page(front.address) as person:
        job_ids = await order_videos(person, machines, count=3)
        await machines.start("heir", parts="worker")
        await victim.kill()
        await machines.finish_tasks()
        posts = await count_posts(person, job_ids)

    assert posts == once_each(job_ids)
    assert len(machines.api.tasks) == 3


async def test_a_frozen_worker_is_replaced_and_does_nothing_twice_when_it_thaws(machines: Machines) -> None:
    front = await machines.start("front", parts="web")
    frozen = await machines.start("frozen", parts="worker")
    async with at_the_page(front.address) as person:
        job_ids = await order_videos(person, machines, count=3)
        await machines.start("heir", parts="worker")
        frozen.freeze()
        await machines.finish_tasks()
        await count_posts(person, job_ids)
        frozen.thaw()
        await frozen.wait_for_log("has a lease again")
        posts = await count_posts(person, job_ids)

    assert posts == once_each(job_ids)
    assert len(machines.api.tasks) == 3


async def test_workers_that_are_replaced_one_by_one_lose_nothing(machines: Machines) -> None:
    front = await machines.start("front", parts="web")
    worker = await machines.start("worker-0", parts="worker")
    async with at_the_page(front.address) as person:
        job_ids = await order_videos(person, machines, count=2)
        for number in (1, 2):
            successor = await machines.start(f"worker-{number}", parts="worker")
            assert await worker.stop() == 0
            worker = successor
        await machines.finish_tasks()
        posts = await count_posts(person, job_ids)

    assert posts == once_each(job_ids)
    assert len(machines.api.tasks) == 2


async def test_one_event_that_reaches_two_fronts_is_one_job(machines: Machines) -> None:
    fronts = [await machines.start(name, parts="web,worker") for name in ("left", "right")]
    picture = write_landscape(machines.folder / "day.png", size=(640, 360))
    async with at_the_page(fronts[0].address) as left:
        # The same browser, whose address now leads to another machine.
        right = left.at(fronts[1].address)
        words = {"prompt": "pan right", "duration": "3"}
        orders = await asyncio.gather(
            *(person.animate(words, {"first": picture}, event_id="the same") for person in (left, right))
        )
        await machines.wait_for_tasks(1)
        await machines.finish_tasks(told=fronts[0])
        posts = await count_posts(right, [orders[0]["id"]])

    assert posts == once_each([orders[1]["id"]])
    assert len(machines.api.tasks) == 1


async def test_a_click_at_a_front_stops_the_job_of_a_worker(machines: Machines) -> None:
    front = await machines.start("front", parts="web")
    await machines.start("worker", parts="worker")
    async with at_the_page(front.address) as person:
        (job_id,) = await order_videos(person, machines, count=1)
        await person.wait_for_message(job_id, "card")
        await person.act(job_id, "cancel")
        job = await person.wait_for_end(job_id)

    assert job["state"] == "cancelled"


async def test_a_process_with_another_secret_is_refused(machines: Machines) -> None:
    await machines.start("front", parts="web")

    with pytest.raises(AssertionError, match="FLIPBOOK_SHARED_SECRET"):
        await machines.start("stranger", parts="worker", settings={"FLIPBOOK_SHARED_SECRET": "x" * 40})
