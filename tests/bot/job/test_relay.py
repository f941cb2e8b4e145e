import asyncio
import logging
from dataclasses import replace
from itertools import pairwise

import pytest

from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.job.job import Failure, Job, JobState, ReplyAddress
from tests.bot.job.world import World
from tests.fakes.chat_platform import Wish

FAILURE = Failure(sentence="It failed.", code="failed")


def headlines(world: World) -> list[str]:
    """Return what people saw, in order."""
    return [shown.card.headline for shown in world.chat.shown]


def rendering(job: Job, percent: int) -> Job:
    """Return the job with this much progress."""
    return replace(job, state=JobState.RENDERING, progress_percent=percent)


def failed(job: Job) -> Job:
    """Return the job at its end."""
    return replace(job, state=JobState.FAILED, failure=FAILURE)


async def test_the_newest_state_wins(world: World) -> None:
    job = await world.keep()
    for percent in (10, 20, 30):
        world.relay.show(rendering(job, percent))
    await world.relay.flush(rendering(job, 40))

    assert headlines(world) == ["Rendering, 40 %"]


async def test_states_that_arrive_while_one_is_shown_replace_each_other(world: World) -> None:
    job = await world.keep()
    world.relay.show(job)
    await asyncio.sleep(0)
    for percent in (10, 20):
        world.relay.show(rendering(job, percent))
    await world.relay.flush(failed(job))

    assert headlines(world) == ["Queued, next in line", "No video"]


async def test_edits_keep_the_interval_of_the_platform(world: World) -> None:
    world.chat.card_interval_seconds = 5.0
    job = await world.keep()
    for percent in range(1, 40):
        world.relay.show(rendering(job, percent))
        await asyncio.sleep(1.0)
    await world.relay.flush(failed(job))
    times = [shown.at for shown in world.chat.shown if not shown.card.state.is_final]

    assert len(times) >= 8
    assert all((later - earlier).total_seconds() >= 5.0 for earlier, later in pairwise(times))
    assert headlines(world)[-1] == "No video"


async def test_a_card_is_one_message_that_the_job_remembers(world: World) -> None:
    job = await world.keep()
    await world.relay.flush(job)
    await world.relay.flush(failed(job))

    assert len(world.chat.posts) == 1
    assert world.read(job).card_message_id == world.chat.posts[0].id


async def test_the_final_state_is_shown_however_often_the_platform_fails(world: World) -> None:
    job = await world.keep()
    world.chat.fail_next(Wish.CARD, *[ServiceFailed("Down.", code="down")] * 9)
    await world.relay.flush(failed(job))

    assert headlines(world) == ["No video"]


async def test_a_final_state_overtakes_one_that_cannot_be_shown(world: World) -> None:
    job = await world.keep()
    world.chat.fail_next(Wish.CARD, *[ServiceFailed("Down.", code="down")] * 2)
    world.relay.show(job)
    await asyncio.sleep(0.5)
    await world.relay.flush(failed(job))

    assert headlines(world) == ["No video"]


async def test_the_platform_is_given_the_time_it_asks_for(world: World) -> None:
    job = await world.keep()
    world.chat.fail_next(Wish.CARD, ServiceBusy("Slow down.", retry_after_seconds=90.0))
    began_at = world.clock()
    await world.relay.flush(job)

    assert (world.chat.shown[0].at - began_at).total_seconds() == pytest.approx(90.0)


async def test_a_place_that_is_gone_is_not_tried_again(world: World) -> None:
    job = await world.keep(address=ReplyAddress(platform="web", place="gone"))
    await world.relay.flush(failed(job))

    assert world.chat.attempts == 1


async def test_a_place_that_never_answers_is_given_up_at_last(world: World, caplog: pytest.LogCaptureFixture) -> None:
    job = await world.keep()
    world.chat.fail_next(Wish.CARD, *[ServiceFailed("Down.", code="down")] * 100)
    with caplog.at_level(logging.ERROR):
        await world.relay.flush(failed(job))

    assert "A card was given up" in caplog.messages
    assert world.chat.attempts == 40


async def test_the_bug_of_one_card_does_not_stop_others(world: World, caplog: pytest.LogCaptureFixture) -> None:
    broken, sound = await world.keep("a", address=ReplyAddress(platform="none", place="x")), await world.keep("b")
    with caplog.at_level(logging.CRITICAL):
        await world.relay.flush(broken)
        await world.relay.flush(sound)

    assert [shown.card.job_id for shown in world.chat.shown] == [sound.id]


async def test_the_bug_of_one_state_does_not_stop_the_final_one(world: World) -> None:
    job = await world.keep()
    world.chat.fail_next(Wish.CARD, RuntimeError("a bug"))
    world.relay.show(job)
    await asyncio.sleep(0)
    await world.relay.flush(failed(job))

    assert headlines(world) == ["No video"]


async def test_one_slow_card_does_not_hold_up_others(world: World) -> None:
    slow, quick = await world.keep("a"), await world.keep("b")
    world.chat.fail_next(Wish.CARD, ServiceBusy("Slow down.", retry_after_seconds=600.0))
    world.relay.show(slow)
    await asyncio.sleep(0)
    await world.relay.flush(quick)

    assert [shown.card.job_id for shown in world.chat.shown] == [quick.id]


async def test_a_card_that_was_posted_before_a_crash_is_found_again(world: World) -> None:
    job = await world.keep()
    world.chat.fail_after(Wish.CARD, PlaceUnreachable("The answer was lost.", code="lost"))
    await world.relay.flush(job)
    await world.relay.flush(failed(job))

    assert len(world.chat.posts) == 1
    assert headlines(world)[-1] == "No video"


async def test_cards_in_one_place_share_its_pace_and_those_elsewhere_do_not(world: World) -> None:
    world.chat.place_interval_seconds = 3.0
    jobs = [await world.keep(name) for name in "abc"]
    world.chat.places["elsewhere"] = None
    other = await world.keep("d", address=ReplyAddress(platform="web", place="elsewhere"))
    await asyncio.gather(*(world.relay.flush(failed(job)) for job in (*jobs, other)))
    times = sorted(shown.at for shown in world.chat.shown)
    seconds = [(moment - times[0]).total_seconds() for moment in times]

    assert seconds == [0.0, 0.0, 3.0, 6.0]


async def test_a_final_state_goes_before_the_progress_of_others(world: World) -> None:
    world.chat.place_interval_seconds = 3.0
    jobs = [await world.keep(name) for name in "abcd"]
    for job in jobs:
        world.relay.show(rendering(job, 10))
    await asyncio.sleep(0.1)
    await world.relay.flush(failed(jobs[3]))

    assert headlines(world) == ["Rendering, 10 %", "No video"]


async def test_a_doubt_that_its_requester_has_to_settle_goes_before_the_progress_of_others(world: World) -> None:
    world.chat.place_interval_seconds = 3.0
    jobs = [await world.keep(name) for name in "abcd"]
    for job in jobs:
        world.relay.show(replace(job, state=JobState.SUBMITTING))
    await asyncio.sleep(0.1)
    await world.relay.flush(replace(jobs[3], state=JobState.UNCLEAR))

    assert [shown.card.state for shown in world.chat.shown] == [JobState.SUBMITTING, JobState.UNCLEAR]


async def test_a_card_is_not_edited_into_what_it_is_already(world: World) -> None:
    job = await world.keep()
    for _ in range(3):
        await world.relay.flush(rendering(job, 10))

    assert headlines(world) == ["Rendering, 10 %"]


async def test_the_final_state_does_not_wait_for_the_interval(world: World) -> None:
    world.chat.card_interval_seconds = 5.0
    job = await world.keep()
    world.relay.show(rendering(job, 10))
    await asyncio.sleep(1.0)
    await world.relay.flush(failed(job))
    earlier, later = (shown.at for shown in world.chat.shown)

    assert (later - earlier).total_seconds() == 1.0


async def test_nothing_is_shown_after_the_end(world: World) -> None:
    job = await world.keep()
    world.relay.stop()
    await world.relay.flush(failed(job))

    assert world.chat.shown == []


async def test_edits_in_one_workspace_keep_its_interval_whatever_their_place(world: World) -> None:
    world.chat.card_interval_seconds = 0.0
    world.chat.tenant_interval_seconds = 3.0
    world.chat.places = dict.fromkeys(("c1", "c2", "c3", "c4"))
    jobs = [await world.keep(place, address=ReplyAddress(platform="web", place=place)) for place in world.chat.places]
    await asyncio.gather(*(world.relay.flush(job) for job in jobs))
    await asyncio.gather(*(world.relay.flush(rendering(job, 10)) for job in jobs))
    times = [shown.at for shown in world.chat.shown if shown.card.state is JobState.RENDERING]

    assert len(times) == 4
    assert all((later - earlier).total_seconds() >= 3.0 for earlier, later in pairwise(times))


async def test_new_cards_do_not_wait_for_the_edits_of_their_workspace(world: World) -> None:
    world.chat.tenant_interval_seconds = 3.0
    jobs = [await world.keep(name) for name in "abcd"]
    began_at = world.clock()
    await asyncio.gather(*(world.relay.flush(job) for job in jobs))

    assert [shown.at for shown in world.chat.shown] == [began_at] * 4


async def test_a_final_state_overtakes_the_progress_of_its_workspace(world: World) -> None:
    world.chat.card_interval_seconds = 0.0
    world.chat.tenant_interval_seconds = 3.0
    jobs = [await world.keep(name) for name in "abcd"]
    await asyncio.gather(*(world.relay.flush(job) for job in jobs))
    for job in jobs:
        world.relay.show(rendering(job, 10))
    await asyncio.sleep(0.5)
    began_at = world.clock()
    await world.relay.flush(failed(jobs[-1]))

    assert (world.chat.shown[-1].at - began_at).total_seconds() <= 3.0
    assert headlines(world)[-1] == "No video"


async def test_every_try_takes_a_turn_of_its_own(world: World) -> None:
    world.chat.place_interval_seconds = 3.0
    job, other = await world.keep("a"), await world.keep("b")
    world.chat.fail_next(Wish.CARD, ServiceFailed("Down.", code="down"))
    began_at = world.clock()
    await asyncio.gather(world.relay.flush(job), world.relay.flush(other))

    assert [(shown.at - began_at).total_seconds() for shown in world.chat.shown] == [3.0, 6.0]


async def test_a_state_that_was_read_before_the_job_moved_on_is_not_shown(world: World) -> None:
    old = await world.keep()
    newer = await world.jobs.change(old.id, lambda one: one.moved(JobState.SUBMITTING))
    await world.relay.flush(newer)
    await world.relay.flush(old)

    assert [shown.card.state for shown in world.chat.shown] == [JobState.SUBMITTING]


async def test_a_queue_that_moves_often_is_shown_once(world: World) -> None:
    waiting = await world.keep()
    for _ in range(50):
        world.relay.show_queue()
    await asyncio.sleep(5.0)

    assert [shown.card.job_id for shown in world.chat.shown] == [waiting.id]


async def test_cards_of_an_earlier_life_are_shown_as_they_are_by_now(world: World) -> None:
    ended, moved = await world.keep("a"), await world.keep("b")
    await world.jobs.change(ended.id, lambda one: one.moved(JobState.CANCELLED))
    await world.jobs.change(moved.id, lambda one: one.moved(JobState.SUBMITTING))
    world.relay.show_again([ended, moved])
    await asyncio.sleep(5.0)

    assert [(shown.card.job_id, shown.card.state) for shown in world.chat.shown] == [(moved.id, JobState.SUBMITTING)]
