from collections.abc import Sequence

import pytest

from bot.job.job import Charge, Failure, Job, JobState
from bot.job.task_search import TaskSearch
from tests.bot.job.world import World
from tests.contracts.samples import after_noon

IN_DOUBT = Failure(sentence="", code="cancelled_in_doubt", charge=Charge.UNKNOWN)
UNPAID = Failure(sentence="No.", code="refused", charge=Charge.NOT_CHARGED)


async def keep_unclear(world: World, name: str = "a", /, **changes: object) -> Job:
    """Store a job in doubt."""
    return await world.keep(name, **{"state": JobState.UNCLEAR, "submission_began_at": after_noon(0), **changes})


async def test_the_one_task_that_nobody_knows_is_the_jobs(world: World) -> None:
    job = await keep_unclear(world)
    task_id = world.service.add_stranger()
    found = await TaskSearch(world.resources).find(job)

    assert found is not None
    assert found.task_id == task_id


@pytest.mark.parametrize("count", [0, 2])
async def test_nothing_is_found_where_it_is_not_certain(world: World, count: int) -> None:
    job = await keep_unclear(world)
    for _ in range(count):
        world.service.add_stranger()

    assert await TaskSearch(world.resources).find(job) is None


@pytest.mark.parametrize("state", [JobState.SUBMITTING, JobState.UNCLEAR])
async def test_a_task_that_may_be_another_unsettled_jobs_is_left_alone(world: World, state: JobState) -> None:
    job = await keep_unclear(world)
    await keep_unclear(world, "b", state=state)
    world.service.add_stranger()

    assert await TaskSearch(world.resources).find(job) is None


@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.FAILED])
async def test_a_task_that_a_job_may_have_left_behind_is_left_alone(world: World, state: JobState) -> None:
    job = await keep_unclear(world)
    await keep_unclear(world, "b", state=state, failure=IN_DOUBT)
    world.service.add_stranger()

    assert await TaskSearch(world.resources).find(job) is None


async def test_a_job_that_surely_left_no_task_is_no_rival(world: World) -> None:
    job = await keep_unclear(world)
    await keep_unclear(world, "b", state=JobState.FAILED, failure=UNPAID)
    world.service.add_stranger()

    assert await TaskSearch(world.resources).find(job) is not None


async def test_a_task_that_is_accepted_while_we_look_stays_with_its_job(world: World) -> None:
    job = await keep_unclear(world)
    other = await world.keep("b", state=JobState.SUBMITTING, submission_began_at=after_noon(0))
    await world.service.submit(other)
    find_known_tasks = world.jobs.find_known_tasks

    async def find_and_accept(task_ids: Sequence[str]) -> frozenset[str]:
        known = await find_known_tasks(task_ids)
        await world.life.submit(other.id)
        return known

    world.jobs.find_known_tasks = find_and_accept  # type: ignore[method-assign] # the moment between two questions

    assert await TaskSearch(world.resources).find(job) is None
