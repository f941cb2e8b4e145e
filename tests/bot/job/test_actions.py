from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import PlaceUnreachable, RequestRefused
from bot.job.card import Action
from bot.job.job import Charge, Job, JobState, Price
from bot.policy.budgets import MonthlyLimits
from tests.bot.job.world import ADA, BOB, World, open_world
from tests.contracts.samples import after_noon
from tests.fakes.chat_platform import Wish

FINAL = [state for state in JobState if state.is_final]


async def refusal_of(world: World, action: Action, job: Job) -> str:
    """Return the sentence with which a click of the requester is refused."""
    with pytest.raises(RequestRefused) as caught:
        await world.press(action, job)
    return caught.value.sentence


async def keep_unclear(world: World, **changes: object) -> Job:
    """Store a job in doubt."""
    return await world.keep(state=JobState.UNCLEAR, submission_began_at=after_noon(0), **changes)


@pytest.mark.parametrize("action", [Action.CANCEL, Action.DELETE, Action.CHECK_AGAIN, Action.TRY_AGAIN])
async def test_only_the_requester_may_press(world: World, action: Action) -> None:
    job = await world.keep()
    with pytest.raises(RequestRefused) as caught:
        await world.press(action, job, by=BOB)

    assert caught.value.sentence.startswith("Only Ada can do that.")
    assert world.read(job) == job


async def test_the_same_id_on_another_platform_is_somebody_else(world: World) -> None:
    job = await world.keep()
    with pytest.raises(RequestRefused):
        await world.press(Action.CANCEL, job, by=ADA.model_copy(update={"platform": "slack"}))


async def test_a_new_name_is_still_the_same_person(world: World) -> None:
    job = await world.keep()
    cancelled = await world.press(Action.CANCEL, job, by=ADA.model_copy(update={"name": "Countess"}))

    assert cancelled.state is JobState.CANCELLED


async def test_an_unknown_job_is_refused(world: World) -> None:
    with pytest.raises(RequestRefused, match="no longer know"):
        await world.desk.act(Action.CANCEL, job_id="nope", by=ADA, event_id="e")


@pytest.mark.parametrize("action", [Action.EDIT, Action.CONTINUE])
async def test_what_needs_words_first_is_refused(world: World, action: Action) -> None:
    assert "form" in await refusal_of(world, action, await world.keep())


async def test_cancelling_a_queued_job_ends_it_at_once(world: World) -> None:
    job = await world.press(Action.CANCEL, await world.keep())
    await world.relay.flush(job)

    assert (job.state, job.finished_at) == (JobState.CANCELLED, after_noon(0))
    assert world.last_card().notes == ("It was cancelled before it started.", "You weren't charged.")


@pytest.mark.parametrize("state", [JobState.SUBMITTING, JobState.RENDERING])
async def test_cancelling_a_running_job_asks_its_watcher(world: World, state: JobState) -> None:
    job = await world.press(Action.CANCEL, await world.keep(state=state))
    await world.relay.flush(job)

    assert (job.state, job.cancel_requested) == (state, True)
    assert world.last_card().headline == "Cancelling"


async def test_cancelling_in_doubt_admits_that_it_may_cost(world: World) -> None:
    job = await world.live(await world.press(Action.CANCEL, await keep_unclear(world)))

    assert job.failure is not None
    assert (job.state, job.failure.charge) == (JobState.CANCELLED, Charge.UNKNOWN)
    assert (world.last_card().state, world.service.charges) == (JobState.CANCELLED, {})


async def test_a_doubt_that_was_cancelled_is_not_settled_any_more(world: World) -> None:
    job = await world.press(Action.CANCEL, await keep_unclear(world))
    again = await world.press(Action.CANCEL, job)

    assert "known again" in await refusal_of(world, Action.TRY_AGAIN, job)
    assert (again.attempt, {attempt for _, _, attempt in world.engine.queued}) == (2, {2})


async def test_a_doubt_whose_cancelling_was_interrupted_is_cancelled_at_the_next_start(world: World) -> None:
    job = await world.keep(state=JobState.UNCLEAR, cancel_requested=True, attempt=2)
    await world.jobs.end_life(await world.keep("b", state=JobState.UNCLEAR))
    await world.desk.resume()

    assert world.engine.queued == [(job.id, "web:u1", 2)]


@pytest.mark.parametrize("state", [JobState.DELIVERING, JobState.DONE, JobState.FAILED, JobState.EXPIRED])
async def test_it_can_be_too_late_to_cancel(world: World, state: JobState) -> None:
    job = await world.keep(state=state)

    assert "nothing to cancel" in await refusal_of(world, Action.CANCEL, job)
    assert world.read(job) == job


async def test_a_moderator_may_cancel_and_delete(world: World) -> None:
    job = await world.live(await world.keep())
    await world.desk.act(Action.DELETE, job_id=job.id, by=BOB, event_id="click-1", as_moderator=True)

    assert world.read(job).video is None


async def test_a_moderator_may_not_spend_for_others(world: World) -> None:
    job = await keep_unclear(world)

    with pytest.raises(RequestRefused, match="Only Ada can do that"):
        await world.desk.act(Action.TRY_AGAIN, job_id=job.id, by=BOB, event_id="click-1", as_moderator=True)


async def test_cancelling_twice_changes_nothing(world: World) -> None:
    job = await world.press(Action.CANCEL, await world.keep())

    assert await world.press(Action.CANCEL, job) == job


async def test_a_re_roll_bills_who_clicked(world: World) -> None:
    old = await world.live(await world.keep(notes=("It was padded.",)))
    new = await world.press(Action.REROLL, old, by=BOB)

    assert (new.requester, new.parent_id, new.request) == (BOB, old.id, old.request)
    assert (new.state, new.notes, new.address) == (JobState.QUEUED, old.notes, old.address)
    assert (old.take, new.take) == ("", new.id)
    assert world.engine.queued == [(new.id, "web:u2", 1)]


async def test_a_click_that_arrives_twice_is_one_re_roll(world: World) -> None:
    old = await world.live(await world.keep())
    first, second = [await world.press(Action.REROLL, old) for _ in range(2)]

    assert first.id == second.id
    assert len(world.jobs.jobs) == 2


async def test_a_click_that_arrives_twice_at_the_limit_is_still_one_re_roll(world: World) -> None:
    old = await world.live(await world.keep())
    for event_id in ("e1", "e2", "e3"):
        new = await world.press(Action.REROLL, old, event_id=event_id)

    assert (await world.press(Action.REROLL, old, event_id="e3")).id == new.id


async def test_a_re_roll_counts_towards_the_limit(world: World) -> None:
    old = await world.live(await world.keep())
    for event_id in ("e1", "e2", "e3"):
        await world.press(Action.REROLL, old, event_id=event_id)

    assert "You have 3 videos in progress" in await refusal_of(world, Action.REROLL, old)


async def test_deleting_takes_away_message_and_media(world: World) -> None:
    done = await world.live(await world.keep())
    deleted = await world.press(Action.DELETE, done)

    assert (deleted.video, world.chat.results) == (None, [])
    assert world.media.contents == {}


async def test_deleting_twice_changes_nothing(world: World) -> None:
    done = await world.live(await world.keep())
    deleted = await world.press(Action.DELETE, done)

    assert await world.press(Action.DELETE, done) == deleted


async def test_a_video_goes_even_when_its_place_is_gone(world: World) -> None:
    done = await world.live(await world.keep())
    world.chat.fail_next(Wish.DELETE, PlaceUnreachable("Gone.", code="place_gone"))
    await world.press(Action.DELETE, done)

    assert world.media.contents == {}


@pytest.mark.parametrize("state", [state for state in JobState if not state.is_final])
async def test_only_finished_jobs_can_be_deleted(world: World, state: JobState) -> None:
    assert "not finished" in await refusal_of(world, Action.DELETE, await world.keep(state=state))


async def test_looking_again_adopts_the_one_task_that_nobody_knows(world: World) -> None:
    other = await world.keep_rendering()
    job = await world.keep("b", state=JobState.UNCLEAR, submission_began_at=after_noon(0))
    stranger = world.service.add_stranger()
    adopted = await world.press(Action.CHECK_AGAIN, job)

    assert (adopted.state, adopted.task_id, adopted.attempt) == (JobState.RENDERING, stranger, 2)
    assert world.read(other).task_id != stranger
    assert world.engine.queued == [(job.id, "web:u1", 2)]


@pytest.mark.parametrize("stranger_count", [0, 2])
async def test_looking_again_adopts_nothing_that_is_not_certain(world: World, stranger_count: int) -> None:
    job = await keep_unclear(world)
    for _ in range(stranger_count):
        world.service.add_stranger()

    assert "no task that fits" in await refusal_of(world, Action.CHECK_AGAIN, job)
    assert world.read(job) == job


@pytest.mark.parametrize("state", [JobState.SUBMITTING, JobState.UNCLEAR])
async def test_looking_again_adopts_nothing_that_may_be_somebody_elses(world: World, state: JobState) -> None:
    job = await keep_unclear(world)
    await world.keep("b", state=state, requester=BOB, submission_began_at=after_noon(-60))
    world.service.add_stranger()

    assert "no task that fits" in await refusal_of(world, Action.CHECK_AGAIN, job)


async def test_an_old_doubt_does_not_stand_in_the_way(world: World) -> None:
    job = await keep_unclear(world)
    await world.keep("b", state=JobState.UNCLEAR, submission_began_at=after_noon(-7200))
    stranger = world.service.add_stranger()

    assert (await world.press(Action.CHECK_AGAIN, job)).task_id == stranger


async def test_looking_again_forgives_a_clock_that_is_a_minute_behind(world: World) -> None:
    job = await world.keep(state=JobState.UNCLEAR, submission_began_at=after_noon(60))
    stranger = world.service.add_stranger()

    assert (await world.press(Action.CHECK_AGAIN, job)).task_id == stranger


async def test_an_adopted_task_brings_its_video(world: World) -> None:
    job = await keep_unclear(world)
    world.service.add_stranger()
    ended = await world.live(await world.press(Action.CHECK_AGAIN, job))

    assert (ended.state, len(world.chat.results)) == (JobState.DONE, 1)


async def test_trying_again_submits_once_more(world: World) -> None:
    job = await keep_unclear(world)
    again = await world.press(Action.TRY_AGAIN, job)
    ended = await world.live(again)

    assert (again.state, again.attempt) == (JobState.SUBMITTING, 2)
    assert world.engine.queued == [(job.id, "web:u1", 2)]
    assert (ended.state, world.service.charges) == (JobState.DONE, {job.id: 1})


async def test_trying_again_reserves_once_more_what_it_may_cost(world: World) -> None:
    job = await keep_unclear(world, price=Price(credits=2.5))
    await world.press(Action.TRY_AGAIN, job)
    books = await world.jobs.ledger.read_books()

    assert (books.reserved, books.running) == (50_000, 50_000)


async def test_trying_again_keeps_to_the_budget(tmp_path: Path) -> None:
    async with open_world(tmp_path, limits=MonthlyLimits(per_person=4.0)) as world:
        job = await keep_unclear(world, price=Price(credits=2.5))

        assert "2.5 credits" in await refusal_of(world, Action.TRY_AGAIN, job)
    assert world.read(job).state is JobState.UNCLEAR


@pytest.mark.parametrize("action", [Action.CHECK_AGAIN, Action.TRY_AGAIN])
@pytest.mark.parametrize("state", [state for state in JobState if state is not JobState.UNCLEAR])
async def test_without_doubt_there_is_nothing_to_settle(world: World, action: Action, state: JobState) -> None:
    assert "known again" in await refusal_of(world, action, await world.keep(state=state))


async def test_doubt_that_was_settled_meanwhile_is_not_settled_twice(world: World) -> None:
    job = await keep_unclear(world)
    world.service.add_stranger()
    await world.press(Action.CHECK_AGAIN, job)

    assert "known again" in await refusal_of(world, Action.TRY_AGAIN, replace(job))


@pytest.mark.parametrize("action", [Action.CANCEL, Action.DELETE])
async def test_whoever_keeps_order_may_stop_and_remove(world: World, action: Action) -> None:
    job = await world.keep(state=JobState.FAILED if action is Action.DELETE else JobState.QUEUED)
    await world.desk.act(action, job_id=job.id, by=BOB, event_id="e", as_moderator=True)

    assert world.read(job).state.is_final


@pytest.mark.parametrize("action", [Action.CHECK_AGAIN, Action.TRY_AGAIN])
async def test_whoever_keeps_order_does_not_spend_for_others(world: World, action: Action) -> None:
    job = await keep_unclear(world)
    with pytest.raises(RequestRefused, match="Only Ada"):
        await world.desk.act(action, job_id=job.id, by=BOB, event_id="e", as_moderator=True)
