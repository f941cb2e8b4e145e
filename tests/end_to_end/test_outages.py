"""The database and the object store go away under running processes; nothing is lost, and nobody restarts anything."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.end_to_end.chat_person import at_the_page
from tests.end_to_end.machines import Machines, count_posts, once_each, open_machines, order_videos
from tests.end_to_end.outages import Dependency, without
from tests.end_to_end.pictures import write_landscape
from tests.end_to_end.test_operations import fetch
from tests.servers.object_store import ObjectStoreServer

ORDER = {"prompt": "pan right", "duration": "3"}


@pytest.fixture
async def machines(tmp_path: Path, postgresql_address: str, object_store: ObjectStoreServer) -> AsyncIterator[Machines]:
    """Lend what processes share."""
    async with open_machines(tmp_path, database=postgresql_address, store=object_store) as machines:
        yield machines


@pytest.mark.parametrize(
    ("dependency", "complaint", "part"),
    [
        pytest.param("postgresql", "has no lease yet", "database", id="the database"),
        pytest.param("object_store", "media_busy", "media store", id="the object store"),
    ],
)
async def test_processes_outlive_what_they_share(
    machines: Machines, request: pytest.FixtureRequest, dependency: str, complaint: str, part: str
) -> None:
    server: Dependency = request.getfixturevalue(dependency)
    front = await machines.start("front", parts="web")
    worker = await machines.start("worker", parts="worker")
    picture = write_landscape(machines.folder / "day.png", size=(640, 360))
    async with at_the_page(front.address) as person:
        job_ids = await order_videos(person, machines, count=2)
        async with without(server):
            await machines.finish_tasks(told=front)
            refusal, _ = await person.try_animate(ORDER, {"first": picture}, event_id="the same")
            await worker.wait_for_log(complaint)
            status, readiness = await fetch(front.address, "/readyz")
        job = await person.insist(ORDER, {"first": picture}, event_id="the same")
        await machines.wait_for_tasks(3)
        await machines.finish_tasks(told=front)
        posts = await count_posts(person, [*job_ids, job["id"]])

    assert (refusal, status, json.loads(readiness)["parts"][part]) == (503, 503, "down")
    assert posts == once_each([*job_ids, job["id"]])
    assert len(machines.api.tasks) == 3
