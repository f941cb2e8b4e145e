import asyncio

import pytest

from bot.errors import ServiceFailed
from bot.job.job import Charge, JobState, ReplyAddress
from tests.bot.job.crash import VICTIM, Crash, Killed
from tests.bot.job.world import World
from tests.contracts.samples import build_rule
from tests.fakes.chat_platform import Wish

SERVER, FILMS = [ReplyAddress(platform="web", place=place) for place in ("", "films")]


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


async def test_a_life_is_over_once_people_see_how_it_ended(world: World) -> None:
    job = await world.keep()
    await world.life.submit(job.id)
    before = await world.jobs.find_living()
    await world.life.deliver(job.id)

    assert [one.id for one in before] == [job.id]
    assert await world.jobs.find_living() == []


async def test_a_life_goes_on_while_somebody_cannot_be_told_of_its_end(world: World) -> None:
    job = await world.keep_rendering()
    await world.rules.add(build_rule("r1", source=SERVER, target=FILMS))
    world.chat.places["films"] = None
    world.chat.fail_next(Wish.NOTICE, ServiceFailed("Away.", code="away"))
    with pytest.raises(ServiceFailed):
        await world.life.deliver(job.id)
    ended = world.read(job)

    assert ended.state is JobState.DONE
    assert await world.jobs.find_living() == [ended]


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

    assert world.read(job).state is JobState.UNCLEAR


async def test_a_doubt_that_a_crash_kept_from_the_card_is_shown_in_the_next_life(world: World) -> None:
    await world.live(await world.keep(state=JobState.UNCLEAR))

    assert world.last_card().state is JobState.UNCLEAR


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


#: One more than the moments of a whole life, which the last test makes sure of: with a poster that people see before
#: they play a video, and without.
MOMENTS = {True: 39, False: 39}
ALL_MOMENTS = [(shows, moment) for shows, moments in MOMENTS.items() for moment in range(1, moments)]
LAST_MOMENTS = [
    (shows, moment, moment < moments) for shows, moments in MOMENTS.items() for moment in (1, moments - 1, moments)
]


async def live_until(world: World, *, moment: int, shows_posters: bool) -> bool:
    """Run a life that is killed at a moment; return whether it was."""
    world.chat.shows_posters = shows_posters
    world.chat.places["films"] = None
    await world.rules.add(build_rule("r1", source=SERVER, target=FILMS))
    job = await world.keep()
    Crash(moment=moment).watch(world)
    try:
        await asyncio.get_running_loop().create_task(world.live(job), name=VICTIM)
    except Killed:
        return True
    return False


@pytest.mark.parametrize(("shows_posters", "moment"), ALL_MOMENTS)
async def test_a_life_that_is_killed_at_any_moment_ends_the_same(
    world: World, moment: int, *, shows_posters: bool
) -> None:
    await live_until(world, moment=moment, shows_posters=shows_posters)
    [job] = world.jobs.jobs.values()
    await world.desk.resume()
    for job_id, _, _ in world.engine.queued:
        await world.live(world.jobs.jobs[job_id])

    assert world.read(job).state is JobState.DONE
    assert world.service.charges == {job.id: 1}
    assert sorted(post.marker for post in world.chat.posts) == [
        f"card:{job.id}",
        f"notice:r1:{job.id}",
        f"result:{job.id}",
    ]
    assert world.last_card().state is JobState.DONE


@pytest.mark.parametrize(("shows_posters", "moment", "was_killed"), LAST_MOMENTS)
async def test_all_moments_of_a_life_are_tried(
    world: World, moment: int, *, shows_posters: bool, was_killed: bool
) -> None:
    assert await live_until(world, moment=moment, shows_posters=shows_posters) is was_killed
