import pytest

from bot.job.job import Charge, JobState
from tests.bot.job.world import World
from tests.fakes.chat_platform import Wish


async def test_a_queued_job_becomes_a_video_in_its_channel(world: World) -> None:
    ended = await world.live(await world.keep())

    assert ended.state is JobState.DONE
    assert [result.job_id for result in world.chat.results] == [ended.id]
    assert ended.result_message_id == world.chat.posts[-1].id
    assert world.last_card().state is JobState.DONE


async def test_people_see_every_step_of_a_slow_job_in_order(world: World) -> None:
    world.chat.card_interval_seconds = 0.0
    world.service.poll_seconds = 30.0
    await world.live(await world.keep())
    seen = list(dict.fromkeys(shown.card.state for shown in world.chat.shown))

    assert seen == sorted(seen, key=list(JobState).index)
    assert seen[-1] is JobState.DONE


async def test_a_life_that_is_lived_again_changes_nothing(world: World) -> None:
    ended = await world.live(await world.keep())

    assert await world.live(ended) == ended
    assert (len(world.chat.posts), world.service.charges[ended.id]) == (2, 1)


async def test_an_unknown_job_is_left_alone(world: World) -> None:
    for step in (world.life.submit, world.life.deliver, world.life.give_up):
        await step("nope")

    assert (world.jobs.jobs, world.chat.posts) == ({}, [])


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RENDERING, JobState.DELIVERING])
async def test_giving_up_says_so_under_a_reference(world: World, state: JobState) -> None:
    job = await world.keep(state=state)
    await world.life.give_up(job.id)
    ended = world.read(job)

    assert ended.failure is not None
    assert (ended.state, ended.failure.charge) == (JobState.FAILED, Charge.UNKNOWN)
    assert f"`{job.id[:8]}`" in world.last_card().notes[0]


async def test_giving_up_on_a_submission_leaves_it_in_doubt(world: World) -> None:
    job = await world.keep(state=JobState.SUBMITTING)
    await world.life.give_up(job.id)

    assert (world.read(job).state, world.last_card().state) == (JobState.UNCLEAR, JobState.UNCLEAR)


async def test_giving_up_leaves_doubt_to_the_requester(world: World) -> None:
    job = await world.keep(state=JobState.UNCLEAR)
    await world.life.give_up(job.id)

    assert world.read(job) == job


async def test_giving_up_after_the_end_still_shows_it(world: World) -> None:
    job = await world.keep_rendering()
    await world.life.deliver(job.id)
    world.chat.shown.clear()
    await world.life.give_up(job.id)

    assert world.read(job).state is JobState.DONE
    assert world.last_card().state is JobState.DONE


async def test_a_card_that_cannot_be_shown_does_not_keep_the_video(world: World) -> None:
    world.chat.fail_next(Wish.CARD, *[RuntimeError("a bug")] * 50)
    ended = await world.live(await world.keep())

    assert (ended.state, len(world.chat.results)) == (JobState.DONE, 1)
