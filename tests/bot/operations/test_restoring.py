from dataclasses import replace

from bot.job.job import JobState, Price
from bot.operations.restoring import doubt_waiting_jobs
from tests.bot.job.world import World
from tests.contracts.samples import NOON, after_noon

DEAR = Price(credits=25)


async def test_a_waiting_job_that_may_have_been_paid_since_ends_in_doubt(world: World) -> None:
    job = await world.keep(price=DEAR, created_at=after_noon(-7200))

    count = await doubt_waiting_jobs(world.jobs)
    ended = await world.live(job)

    assert (count, ended.state) == (1, JobState.UNCLEAR)
    assert world.service.charges == {}


async def test_a_fresh_backup_submits_under_the_same_id(world: World) -> None:
    job = await world.keep(price=DEAR, created_at=NOON)
    await world.service.submit(job)

    await doubt_waiting_jobs(world.jobs)
    ended = await world.live(job)

    assert ended.state is JobState.DONE
    assert world.service.charges == {job.id: 1}


async def test_free_and_running_jobs_are_left_alone(world: World) -> None:
    free = await world.keep("a")
    running = await world.keep("b", state=JobState.RENDERING, price=DEAR, task_id="t1")

    assert await doubt_waiting_jobs(world.jobs) == 0
    assert [world.read(job) for job in (free, running)] == [free, replace(running)]
