import asyncio
from dataclasses import replace

import pytest

from bot.errors import ServiceBusy, ServiceFailed
from bot.job.card import Action, Card
from bot.job.job import Charge, Failure, JobState, ReplyAddress
from bot.ports import TaskReport, TaskStatus
from tests.bot.job.world import World
from tests.contracts.samples import after_noon
from tests.fakes.chat_platform import Wish
from tests.fakes.video_service import COMPLETED, FREE, PENDING, RESULT_URL, VIDEO, Call, rendering

DOWN = ServiceFailed("Down.", code="down")


def percents(world: World) -> list[int]:
    """Return the progress that people saw."""
    return [shown.card.percent for shown in world.chat.shown if shown.card.percent is not None]


async def test_progress_only_ever_grows(world: World) -> None:
    world.service.script = (PENDING, *map(rendering, (10, 40, 30, None, 0, 60)), COMPLETED)
    await world.live(await world.keep())

    assert percents(world) == [10, 40, 60]


async def test_a_service_without_progress_shows_none(world: World) -> None:
    world.service.script = (PENDING, rendering(None), rendering(None), COMPLETED)
    await world.live(await world.keep())

    assert percents(world) == []
    assert "Rendering" in [shown.card.headline for shown in world.chat.shown]


async def test_the_video_is_stored_before_it_is_posted(world: World) -> None:
    job = await world.keep_rendering()
    world.chat.fail_next(Wish.RESULT, RuntimeError("killed"))
    with pytest.raises(RuntimeError):
        await world.live(job)
    stored = world.read(job)

    assert (stored.state, world.chat.results) == (JobState.DELIVERING, [])
    assert stored.video is not None
    assert world.media.contents[stored.video.key] == VIDEO


async def test_the_video_comes_from_where_the_service_says(world: World) -> None:
    ended = await world.live(await world.keep())

    assert world.service.downloads == [RESULT_URL]
    assert ended.video is not None
    assert world.media.contents[ended.video.poster_key] == b"poster of " + VIDEO


async def test_where_nobody_sees_a_poster_it_is_made_when_the_video_stands(world: World) -> None:
    world.chat.shows_posters = False
    ended = await world.live(await world.keep())

    assert ended.video is not None
    assert world.chat.results[0].video == ended.video.model_copy(update={"poster_key": ""})
    assert world.media.contents[ended.video.poster_key] == b"poster of " + VIDEO


async def test_what_was_handed_in_and_posted_in_one_life_cannot_stand_yet(world: World) -> None:
    await world.live(await world.keep())

    assert not world.chat.results[0].may_stand


@pytest.mark.parametrize("submitted_seconds", [-60.0, 3600.0], ids=["before", "by a clock that was set back since"])
@pytest.mark.parametrize("state", [JobState.RENDERING, JobState.DELIVERING])
async def test_what_an_earlier_life_left_may_stand_already(
    world: World, state: JobState, submitted_seconds: float
) -> None:
    ended = await world.live(await world.keep())
    earlier = {
        "submitted_at": after_noon(submitted_seconds),
        "card_message_id": None,
        "result_message_id": None,
    }
    job = await world.keep("b", **{**earlier, "state": state, "task_id": ended.task_id, "video": ended.video})
    await world.live(job)

    assert world.chat.results[-1].may_stand


async def test_what_an_earlier_life_may_have_submitted_may_stand_already(world: World) -> None:
    job = await world.keep(state=JobState.SUBMITTING, submission_began_at=world.clock())
    await world.live(job)

    assert world.chat.results[0].may_stand


async def test_a_step_that_is_repeated_may_stand_already(world: World) -> None:
    job = await world.keep()
    await world.life.submit(job.id)
    world.chat.fail_next(Wish.RESULT, RuntimeError("a bug"))
    with pytest.raises(RuntimeError):
        await world.life.deliver(job.id)
    await world.life.deliver(job.id)

    assert world.chat.results[0].may_stand


async def test_a_second_try_may_stand_already(world: World) -> None:
    world.chat.fail_after(Wish.RESULT, DOWN)
    await world.live(await world.keep())

    assert [result.may_stand for result in world.chat.asked_results] == [False, True]


async def test_results_go_before_new_cards(world: World) -> None:
    world.service.script = (COMPLETED,)
    job = await world.keep_rendering()
    world.chat.place_interval_seconds = 3.0
    for name in "bcd":
        world.relay.show(await world.keep(name))
    await asyncio.sleep(0.1)
    await world.life.deliver(job.id)
    posts = [post for post in world.chat.posts if not isinstance(post.content, Card)]

    assert world.chat.posts.index(posts[0]) == 1


async def test_the_card_says_that_a_video_is_being_posted_only_when_that_takes_long(world: World) -> None:
    slow, quick = await world.keep_rendering(), await world.keep("b")
    world.chat.fail_next(Wish.RESULT, ServiceBusy("Slow down.", retry_after_seconds=10.0))
    await world.life.deliver(slow.id)
    await world.live(quick)
    states = [(shown.card.job_id, shown.card.state) for shown in world.chat.shown]

    assert (slow.id, JobState.DELIVERING) in states
    assert (quick.id, JobState.DELIVERING) not in states


async def test_a_wake_up_cuts_the_waiting_short(world: World) -> None:
    world.service.script = (PENDING, COMPLETED)
    world.service.poll_seconds = 3000.0
    job = await world.keep_rendering()
    asyncio.get_running_loop().call_later(5.0, world.resources.wakeups.wake, job.id)
    ended = await world.live(job)

    assert ended.finished_at == after_noon(5.0)


@pytest.mark.parametrize("call", [Call.FETCH, Call.DOWNLOAD])
async def test_a_busy_service_is_asked_again(world: World, call: Call) -> None:
    world.service.fail_next(call, *[ServiceBusy("Busy.", retry_after_seconds=7.0)] * 5)
    ended = await world.live(await world.keep())

    assert ended.state is JobState.DONE


async def test_a_failed_task_ends_the_job_with_its_reason(world: World) -> None:
    failure = Failure(sentence="The content was refused.", code="content_policy", charge=Charge.NOT_CHARGED)
    world.service.script = (PENDING, TaskReport(status=TaskStatus.FAILED, failure=failure))
    ended = await world.live(await world.keep())

    assert (ended.state, ended.failure) == (JobState.FAILED, failure)
    assert world.last_card().notes == ("The content was refused.", "You weren't charged.")


async def test_a_failure_without_a_reason_admits_that_it_may_cost(world: World) -> None:
    world.service.script = (TaskReport(status=TaskStatus.FAILED),)
    ended = await world.live(await world.keep())

    assert ended.failure is not None
    assert ended.failure.charge is Charge.UNKNOWN


async def test_a_task_that_the_service_forgot_expires(world: World) -> None:
    job = await world.keep_rendering()
    world.service.forget(job.task_id or "")
    ended = await world.live(job)

    assert (ended.state, world.last_card().headline) == (JobState.EXPIRED, "Lost track of it")


async def test_a_task_that_never_ends_expires(world: World) -> None:
    world.service.script, world.service.poll_seconds = (PENDING,), 600.0
    ended = await world.live(await world.keep())

    assert ended.state is JobState.EXPIRED
    assert ended.failure is not None
    assert "did not finish in 12 hours" in ended.failure.sentence


async def test_a_task_that_was_cancelled_elsewhere_ends_the_job(world: World) -> None:
    world.service.script = (PENDING, TaskReport(status=TaskStatus.CANCELLED))
    ended = await world.live(await world.keep())

    assert ended.state is JobState.CANCELLED


async def test_an_unusable_result_fails_the_job(world: World) -> None:
    world.videos.fault = ServiceFailed("The video cannot be opened.", code="video_damaged")
    ended = await world.live(await world.keep())

    assert ended.failure is not None
    assert (ended.state, ended.failure.code, ended.failure.charge) == (
        JobState.FAILED,
        "video_damaged",
        Charge.UNKNOWN,
    )
    assert world.media.contents == {}


async def test_cancelling_really_stops_a_service_that_can_stop(world: World) -> None:
    world.service.profile = FREE
    job = await world.keep_rendering(cancel_requested=True)
    ended = await world.live(job)

    assert ended.failure is not None
    assert (ended.state, ended.failure.charge) == (JobState.CANCELLED, Charge.NOT_CHARGED)
    assert ended.failure.sentence == "It was cancelled while it was rendering."


async def test_cancelling_a_service_that_cannot_stop_says_that_it_costs(world: World) -> None:
    ended = await world.live(await world.keep_rendering(cancel_requested=True))

    assert ended.failure is not None
    assert (ended.state, ended.failure.charge) == (JobState.CANCELLED, Charge.CHARGED)


async def test_a_click_on_cancel_ends_a_long_wait(world: World) -> None:
    world.service.script, world.service.poll_seconds = (PENDING,), 3000.0
    job = await world.keep_rendering()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(world.live(job))
        await asyncio.sleep(5.0)
        await world.press(Action.CANCEL, job)

    assert world.read(job).finished_at == after_noon(5.0)


async def test_cancelling_is_tried_again_while_the_service_is_busy(world: World) -> None:
    world.service.profile = FREE
    world.service.fail_next(Call.CANCEL, *[ServiceBusy("Busy.")] * 3)
    ended = await world.live(await world.keep_rendering(cancel_requested=True))

    assert ended.state is JobState.CANCELLED
    assert world.service.calls.count(Call.CANCEL) == 4


async def test_a_place_that_is_gone_keeps_the_video(world: World) -> None:
    job = await world.keep(address=ReplyAddress(platform="web", place="gone"))
    ended = await world.live(job)

    assert ended.failure is not None
    assert (ended.state, ended.failure.code) == (JobState.FAILED, "place_gone")
    assert ended.video is not None
    assert ended.video.key in world.media.contents


async def test_a_platform_that_is_down_for_an_hour_still_gets_the_video(world: World) -> None:
    job = await world.keep_rendering()
    world.chat.fail_next(Wish.RESULT, *[DOWN] * 100)
    ended = await world.live(job)

    assert ended.state is JobState.DONE
    assert len(world.chat.results) == 1


async def test_a_crash_before_the_video_is_known_downloads_it_again(world: World) -> None:
    job = await world.keep_rendering()
    await world.live(job)
    before_the_crash = replace(
        world.read(job),
        state=JobState.RENDERING,
        video=None,
        result_message_id=None,
        submitted_at=after_noon(-60),
    )
    await world.jobs.change(job.id, lambda _: before_the_crash)
    ended = await world.live(job)

    assert (ended.state, len(world.chat.results)) == (JobState.DONE, 1)


async def test_a_crash_right_after_posting_posts_nothing_twice(world: World) -> None:
    job = await world.keep_rendering()
    world.chat.fail_after(Wish.RESULT, RuntimeError("killed"))
    with pytest.raises(RuntimeError):
        await world.live(job)
    ended = await world.live(job)

    assert (ended.state, len(world.chat.results)) == (JobState.DONE, 1)
    assert world.service.downloads == [RESULT_URL]


async def test_a_crash_after_the_end_shows_the_final_card(world: World) -> None:
    job = await world.keep_rendering()
    await world.life.deliver(job.id)
    world.chat.shown.clear()
    await world.life.deliver(job.id)

    assert world.last_card().state is JobState.DONE
    assert len(world.chat.results) == 1


async def test_a_crowd_of_watchers_asks_less_often(world: World) -> None:
    world.service.script = (PENDING,)
    world.service.poll_seconds = 0.001
    jobs = [await world.keep(name) for name in "abc"]
    async with asyncio.TaskGroup() as tasks:
        lives = [tasks.create_task(world.live(job)) for job in jobs]
        await asyncio.sleep(3.0)
        for life in lives:
            life.cancel()

    assert world.service.calls.count(Call.FETCH) <= 150 + len(jobs)


async def test_a_clock_that_jumped_ahead_does_not_lose_a_finished_video(world: World) -> None:
    world.service.script = (COMPLETED,)
    job = await world.keep_rendering(submitted_at=after_noon(-13 * 3600))

    assert (await world.live(job)).state is JobState.DONE


async def test_a_clock_that_was_set_back_still_watches(world: World) -> None:
    job = await world.keep_rendering(submitted_at=after_noon(5 * 3600))

    assert (await world.live(job)).state is JobState.DONE
