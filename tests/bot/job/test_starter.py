from bot.job.job import JobState
from tests.bot.job.world import World
from tests.contracts.samples import build_job


async def test_a_known_job_is_neither_stored_nor_queued_again(world: World) -> None:
    known = await world.keep(state=JobState.DONE)

    assert await world.starter.start(build_job("a")) == known
    assert world.engine.queued == []


async def test_taking_a_job_up_again_queues_its_present_attempt(world: World) -> None:
    job = await world.keep(attempt=3)
    await world.starter.resume(job)

    assert world.engine.queued == [(job.id, "web:u1", 3)]
