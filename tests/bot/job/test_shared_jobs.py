"""Jobs and cards that several processes work on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.job.job import Failure, Job, JobState
from bot.job.relay import CardRelay, open_relay
from tests.bot.job.world import World

FAILURE = Failure(sentence="It failed.", code="failed")


@asynccontextmanager
async def another_process(world: World) -> AsyncIterator[CardRelay]:
    """Lend the relay of a process that shares the store and the platform."""
    platforms = {world.chat.name: world.chat}
    async with open_relay(jobs=world.jobs, platforms=platforms, draw=world.viewer.draw, is_one_of_many=True) as relay:
        yield relay


async def end(world: World, job: Job) -> Job:
    """Have a job end in the store."""
    return await world.jobs.change(
        job.id, lambda one: replace(one, state=JobState.FAILED, failure=FAILURE, finished_at=world.clock())
    )


async def test_a_card_that_was_drawn_too_late_does_not_stay_on_top_of_the_final_one(world: World) -> None:
    job = await world.keep()
    async with another_process(world) as front, another_process(world) as worker:
        front.begin(job)
        await front.flush(job)
        ended = await end(world, job)
        await worker.flush(ended)
        # What the front still believes comes on top of it.
        await front.flush(replace(job, notes=("Late.",)))

    assert world.chat.shown[-1].card.state is JobState.FAILED
    assert len(world.chat.posts) == 1


async def test_the_first_card_is_left_to_the_process_that_took_the_order(world: World) -> None:
    job = await world.keep()
    async with another_process(world) as front, another_process(world) as worker:
        worker.show(replace(job, state=JobState.SUBMITTING))
        await asyncio.sleep(1.0)
        shown_before = len(world.chat.shown)
        front.begin(job)
        await front.flush(job)

    assert shown_before == 0
    assert world.chat.shown[0].card.state is JobState.QUEUED


async def test_a_front_that_died_before_its_first_card_is_not_waited_for_for_ever(world: World) -> None:
    job = await world.keep()
    async with another_process(world) as worker:
        await worker.flush(await end(world, job))

    assert [shown.card.state for shown in world.chat.shown] == [JobState.FAILED]


async def test_a_process_in_doubt_about_its_own_life_does_not_post(world: World) -> None:
    job = await world.keep()
    world.pulse.doubts = 2
    done = await world.live(job)

    assert done.state is JobState.DONE
    assert (world.pulse.doubts, len(world.chat.asked_results)) == (0, 1)


async def test_mending_queues_what_nobody_works_on_and_leaves_the_rest_alone(world: World) -> None:
    lost, queued = await world.keep("lost"), await world.keep("queued")
    await world.starter.resume(queued)
    await world.relay.flush(queued)
    shown_before = len(world.chat.shown)
    await world.desk.mend()
    await world.relay.flush(lost)

    assert [job_id for job_id, _, _ in world.engine.queued] == [queued.id, lost.id]
    assert {shown.card.job_id for shown in world.chat.shown[shown_before:]} == {lost.id}


async def test_a_job_that_ended_while_it_was_looked_at_is_not_begun_anew(world: World) -> None:
    job = await world.keep(state=JobState.RENDERING)
    world.engine.ended.add((job.id, 1))
    await end(world, job)
    await world.starter.take_up([job], is_shown=False)

    assert world.engine.queued == []
    assert world.read(job).attempt == 1
