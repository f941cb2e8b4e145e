import asyncio
from dataclasses import replace

import pytest

from bot.errors import OutcomeUnknown, PlaceUnreachable, ServiceFailed
from bot.job.card import Action, Card
from bot.job.job import Job, JobState
from bot.ports import TaskReport, TaskStatus
from tests.bot.job.crash import VICTIM, Crash, Killed
from tests.bot.job.world import ADA, BOB, World
from tests.contracts.samples import after_noon
from tests.fakes.chat_platform import Wish
from tests.fakes.video_service import Call

LONG_AGO = after_noon(-61)
JUST_NOW = after_noon(-30)
REFUSED = ServiceFailed("No credits are left.", code="insufficient_quota")
UNKNOWN = OutcomeUnknown("Nobody knows.", code="no_answer")
VANISHED = TaskReport(status=TaskStatus.VANISHED)


async def fail(world: World, name: str = "a", /, **changes: object) -> Job:
    """Let a job fail that was ordered long ago, unless `changes` say otherwise."""
    world.service.fail_next(Call.SUBMIT, REFUSED)
    return await world.live(await world.keep(name, **{"created_at": LONG_AGO, **changes}))


async def test_who_asked_long_ago_is_told_of_a_failure_below_its_card(world: World) -> None:
    job = await fail(world)
    [told] = world.chat.failures

    assert [type(post.content).__name__ for post in world.chat.posts] == ["Card", "FailurePost"]
    assert told.requester == ADA
    assert told.words == "your video could not be made. No credits are left. You weren't charged."
    assert (told.card_message_id, told.since) == (world.chat.posts[0].id, job.finished_at)


async def test_what_was_asked_for_is_not_told(world: World) -> None:
    job = await fail(world, is_spoiler=True, is_age_restricted=True)

    assert job.request.options.prompt not in repr(world.chat.failures)
    assert len(world.chat.failures) == 1


async def test_who_watches_the_card_needs_no_second_message(world: World) -> None:
    await fail(world, created_at=JUST_NOW)

    assert world.chat.failures == []
    assert world.last_card().state is JobState.FAILED


async def test_a_job_whose_fate_is_lost_is_told(world: World) -> None:
    world.service.script = (VANISHED,)
    await world.live(await world.keep(created_at=LONG_AGO))

    assert [told.text for told in world.chat.failures] == ["your video did not arrive."]


async def test_a_late_doubt_is_told_and_leads_to_the_card(world: World) -> None:
    world.service.fail_next(Call.SUBMIT, UNKNOWN)
    await world.live(await world.keep(created_at=LONG_AGO))
    [told] = world.chat.failures

    assert told.words.startswith("your video is in doubt.")
    assert "Choose on the card" in told.words


async def test_a_doubt_that_ends_in_a_failure_is_told_twice(world: World) -> None:
    world.service.fail_next(Call.SUBMIT, UNKNOWN)
    world.service.script = (VANISHED,)
    job = await world.live(await world.keep(created_at=LONG_AGO))
    await world.press(Action.TRY_AGAIN, job)
    await asyncio.sleep(61)
    await world.live(world.read(job))

    assert [told.text for told in world.chat.failures] == ["your video is in doubt.", "your video did not arrive."]


async def test_who_tries_again_in_doubt_watches_the_card(world: World) -> None:
    world.service.fail_next(Call.SUBMIT, UNKNOWN)
    world.service.script = (VANISHED,)
    job = await world.live(await world.keep(created_at=LONG_AGO))
    await world.press(Action.TRY_AGAIN, job)
    await world.live(world.read(job))

    assert world.read(job).state is JobState.EXPIRED
    assert [told.text for told in world.chat.failures] == ["your video is in doubt."]


async def test_a_doubt_that_was_settled_meanwhile_is_not_told(world: World) -> None:
    job = await world.keep(created_at=LONG_AGO, state=JobState.UNCLEAR)
    await world.jobs.change(job.id, lambda one: replace(one, state=JobState.SUBMITTING, attempt=2))
    await world.life.deliver(job.id)

    assert world.chat.failures == []


@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.DONE])
async def test_other_ends_are_not_told(world: World, state: JobState) -> None:
    await world.live(await world.keep(created_at=LONG_AGO, state=state, finished_at=after_noon(0)))

    assert world.chat.failures == []


async def test_a_failure_of_what_was_to_be_cancelled_is_not_told(world: World) -> None:
    await fail(world, cancel_requested=True)

    assert world.chat.failures == []


async def test_a_place_that_takes_nothing_ends_the_telling(world: World) -> None:
    world.chat.fail_next(Wish.FAILURE, PlaceUnreachable("Gone.", code="gone"))
    job = await fail(world)

    assert job.state is JobState.FAILED
    assert await world.jobs.find_living() == []


async def test_a_failure_that_cannot_be_told_now_is_told_later(world: World) -> None:
    world.chat.fail_next(Wish.FAILURE, ServiceFailed("Away.", code="away"))
    with pytest.raises(ServiceFailed):
        await fail(world)
    [job] = world.jobs.jobs.values()
    await world.life.deliver(job.id)

    assert len(world.chat.failures) == 1


async def test_a_process_that_may_be_taken_for_dead_tells_nothing(world: World) -> None:
    world.pulse.doubts = 1
    with pytest.raises(ServiceFailed):
        await fail(world)

    assert world.chat.failures == []


async def test_telling_takes_its_turn_in_the_place(world: World) -> None:
    world.chat.place_interval_seconds = 5.0
    began = world.clock()
    await asyncio.gather(*(fail(world, name, requester=BOB) for name in "ab"))

    assert (world.clock() - began).total_seconds() >= 15.0
    assert len(world.chat.failures) == 2


#: One more than the moments of a life that fails, which the last test makes sure of.
MOMENTS = 21


async def fail_until(world: World, *, moment: int) -> bool:
    """Let a job fail in a life that is killed at a moment; return whether it was."""
    job = await world.keep(created_at=LONG_AGO)
    world.service.script = (VANISHED,)
    Crash(moment=moment).watch(world)
    try:
        await asyncio.get_running_loop().create_task(world.live(job), name=VICTIM)
    except Killed:
        return True
    return False


@pytest.mark.parametrize("moment", range(1, MOMENTS))
async def test_a_failure_is_told_once_whenever_the_process_is_killed(world: World, moment: int) -> None:
    await fail_until(world, moment=moment)
    await world.desk.resume()
    for job_id, _, _ in world.engine.queued:
        await world.live(world.jobs.jobs[job_id])

    assert len(world.chat.failures) == 1
    assert [post.content.state for post in world.chat.posts if isinstance(post.content, Card)] == [JobState.EXPIRED]


@pytest.mark.parametrize(("moment", "was_killed"), [(1, True), (MOMENTS - 1, True), (MOMENTS, False)])
async def test_all_moments_of_a_failing_life_are_tried(world: World, moment: int, *, was_killed: bool) -> None:
    assert await fail_until(world, moment=moment) is was_killed
