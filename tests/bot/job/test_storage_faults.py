"""What becomes of a job when what stores it fails for a moment: the engine repeats the step, and nothing is lost."""

import asyncio

import pytest

from bot.errors import ServiceBusy, ServiceFailed
from bot.job.job import JobState
from tests.bot.job.crash import VICTIM, Crash
from tests.bot.job.world import World

DISK_FULL = ServiceFailed("The disk is full.", code="storage_full")
DATABASE_LOCKED = ServiceBusy("The database is busy.", code="storage_busy")
STORE_DOWN = ServiceBusy("The object store does not answer.", code="storage_unreachable")
#: One more than the moments at which a whole life asks what is stored, which the last test makes sure of.
MOMENTS = 25


async def live_through(world: World, *, moment: int, error: ServiceFailed) -> bool:
    """Live once while storage fails at a moment; return whether the life ended there."""
    job = await world.keep()
    Crash(moment=moment, error=error).watch_storage(world)
    try:
        await asyncio.get_running_loop().create_task(world.live(job), name=VICTIM)
    except ServiceFailed:
        return True
    return False


@pytest.mark.parametrize("error", [DISK_FULL, DATABASE_LOCKED, STORE_DOWN], ids=lambda error: error.code)
@pytest.mark.parametrize("moment", range(1, MOMENTS))
async def test_a_job_survives_storage_that_fails_at_any_moment(world: World, moment: int, error: ServiceFailed) -> None:
    await live_through(world, moment=moment, error=error)
    [job] = world.jobs.jobs.values()
    ended = await world.live(job)

    assert ended.state is JobState.DONE
    assert world.service.charges == {job.id: 1}
    assert sorted(post.marker for post in world.chat.posts) == [f"card:{job.id}", f"result:{job.id}"]
    assert world.last_card().state is JobState.DONE


@pytest.mark.parametrize(("moment", "was_interrupted"), [(1, True), (MOMENTS - 1, True), (MOMENTS, False)])
async def test_all_moments_are_tried(world: World, moment: int, *, was_interrupted: bool) -> None:
    assert await live_through(world, moment=moment, error=DISK_FULL) is was_interrupted
