"""The database and the object store go away under running processes; nothing is lost, and nobody restarts anything."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.end_to_end.chat_person import at_the_page
from tests.end_to_end.machines import Machines, count_posts, once_each, open_machines, order_videos
from tests.end_to_end.outages import without
from tests.end_to_end.pictures import write_landscape
from tests.servers.object_store import ObjectStoreServer
from tests.servers.postgresql import PostgresqlServer

pytestmark = pytest.mark.timeout(240)

ORDER = {"prompt": "pan right", "duration": "3"}


@pytest.fixture
async def machines(tmp_path: Path, postgresql_address: str, object_store: ObjectStoreServer) -> AsyncIterator[Machines]:
    """Lend what processes share."""
    async with open_machines(tmp_path, database=postgresql_address, store=object_store) as machines:
        yield machines


async def test_processes_outlive_a_crash_of_the_database(machines: Machines, postgresql: PostgresqlServer) -> None:
    front = await machines.start("front", parts="web")
    worker = await machines.start("worker", parts="worker")
    picture = write_landscape(machines.folder / "day.png", size=(640, 360))
    async with at_the_page(front.address) as person:
        job_ids = await order_videos(person, machines, count=3)
        async with without(postgresql):
            await machines.finish_tasks(told=front)
            refusal, _ = await person.try_animate(ORDER, {"first": picture}, event_id="the same")
            await worker.wait_for_log("has no lease yet")
        job = await person.insist(ORDER, {"first": picture}, event_id="the same")
        await machines.wait_for_tasks(4)
        await machines.finish_tasks(told=front)
        posts = await count_posts(person, [*job_ids, job["id"]])

    assert refusal == 503
    assert posts == once_each([*job_ids, job["id"]])
    assert len(machines.api.tasks) == 4


async def test_processes_outlive_an_object_store_that_is_away(
    machines: Machines, object_store: ObjectStoreServer
) -> None:
    front = await machines.start("front", parts="web")
    worker = await machines.start("worker", parts="worker")
    picture = write_landscape(machines.folder / "day.png", size=(640, 360))
    async with at_the_page(front.address) as person:
        job_ids = await order_videos(person, machines, count=2)
        async with without(object_store):
            await machines.finish_tasks(told=front)
            refusal, _ = await person.try_animate(ORDER, {"first": picture}, event_id="the same")
            await worker.wait_for_log("media_busy")
        job = await person.insist(ORDER, {"first": picture}, event_id="the same")
        await machines.wait_for_tasks(3)
        await machines.finish_tasks(told=front)
        posts = await count_posts(person, [*job_ids, job["id"]])

    assert refusal == 503
    assert posts == once_each([*job_ids, job["id"]])
    assert len(machines.api.tasks) == 3
