import asyncio

import pytest

from bot.errors import OutcomeUnknown, RequestRefused, ServiceBusy, ServiceFailed
from bot.job.card import Action
from bot.job.job import Charge, JobState
from tests.bot.job.world import World
from tests.contracts.samples import after_noon
from tests.fakes.video_service import Call

BUSY = ServiceBusy("Too many requests.")
REFUSED = RequestRefused("The service refused the words.")
FAILED = ServiceFailed("No credits are left.", code="insufficient_quota")
UNKNOWN = OutcomeUnknown("Nobody knows.", code="no_answer")


async def test_a_job_is_accepted_once(world: World) -> None:
    job = await world.keep()
    await world.life.submit(job.id)
    stored = world.read(job)

    assert (stored.state, stored.is_waiting_at_service) == (JobState.RENDERING, True)
    assert stored.task_id in world.service.tasks
    assert stored.service_estimate_seconds == 30
    assert world.service.charges == {job.id: 1}


@pytest.mark.parametrize("state", [state for state in JobState if state not in {JobState.QUEUED, JobState.SUBMITTING}])
async def test_jobs_that_are_further_on_are_left_alone(world: World, state: JobState) -> None:
    job = await world.keep(state=state)
    await world.life.submit(job.id)

    assert world.service.calls == []
    assert world.read(job) == job


async def test_a_busy_service_is_asked_again(world: World) -> None:
    world.service.fail_next(Call.SUBMIT, BUSY, BUSY, BUSY)
    job = await world.keep()
    await world.life.submit(job.id)

    assert world.read(job).state is JobState.RENDERING
    assert world.service.charges == {job.id: 1}


async def test_a_busy_service_is_asked_less_and_less_often(world: World) -> None:
    world.service.fail_next(Call.SUBMIT, BUSY, BUSY, BUSY)
    job = await world.keep()
    await world.life.submit(job.id)

    assert world.clock() == after_noon(2.0 + 4.0 + 8.0)


async def test_a_busy_service_gets_the_time_that_it_asks_for(world: World) -> None:
    world.service.fail_next(Call.SUBMIT, ServiceBusy("Wait.", retry_after_seconds=45.0))
    job = await world.keep()
    await world.life.submit(job.id)

    assert world.clock() == after_noon(45.0)


async def test_a_service_that_stays_busy_fails_the_job_at_no_cost(world: World) -> None:
    world.service.fail_next(Call.SUBMIT, *[BUSY] * 100)
    job = await world.keep()
    ended = await world.live(job)

    assert ended.state is JobState.FAILED
    assert ended.failure is not None
    assert ended.failure.sentence == "The video service took no new work for 10 minutes. Try again later."
    assert (ended.failure.code, ended.failure.charge) == ("service_busy", Charge.NOT_CHARGED)


async def test_cancelling_while_the_service_is_busy_ends_the_job_unsent(world: World) -> None:
    world.service.fail_next(Call.SUBMIT, *[BUSY] * 100)
    job = await world.keep()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(world.live(job))
        await asyncio.sleep(3.0)
        await world.press(Action.CANCEL, job)
    ended = world.read(job)

    assert (ended.state, world.service.charges) == (JobState.CANCELLED, {})
    assert world.last_card().notes == ("It was cancelled before it started.", "You weren't charged.")


@pytest.mark.parametrize(("error", "code"), [(REFUSED, "refused"), (FAILED, "insufficient_quota")])
async def test_a_refusal_ends_the_job_with_its_sentence(
    world: World, error: RequestRefused | ServiceFailed, code: str
) -> None:
    world.service.fail_next(Call.SUBMIT, error)
    ended = await world.live(await world.keep())

    assert ended.state is JobState.FAILED
    assert ended.failure is not None
    assert (ended.failure.sentence, ended.failure.code) == (error.sentence, code)
    assert world.last_card().notes == (error.sentence, "You weren't charged.")


async def test_an_unknown_outcome_is_looked_up_in_the_services_list(world: World) -> None:
    world.service.fail_after(Call.SUBMIT, UNKNOWN)
    job = await world.keep()
    await world.life.submit(job.id)

    assert world.read(job).state is JobState.RENDERING
    assert world.read(job).task_id in world.service.tasks
    assert world.service.calls == [Call.SUBMIT, Call.FIND]


@pytest.mark.parametrize("list_faults", [[], [BUSY], [FAILED]])
async def test_an_unknown_outcome_is_named_and_never_resubmitted(
    world: World, list_faults: list[ServiceFailed]
) -> None:
    world.service.fail_next(Call.SUBMIT, UNKNOWN)
    world.service.fail_next(Call.FIND, *list_faults)
    job = await world.keep()
    for _ in range(3):
        await world.live(job)

    assert world.read(job).state is JobState.UNCLEAR
    assert world.service.calls == [Call.SUBMIT, Call.FIND]
    assert world.last_card().state is JobState.UNCLEAR


async def test_a_submission_that_a_crash_interrupted_finds_the_same_task(world: World) -> None:
    job = await world.keep(state=JobState.SUBMITTING, submission_began_at=after_noon(-60))
    first = await world.service.submit(job)
    await world.life.submit(job.id)

    assert world.read(job).task_id == first.task_id
    assert world.service.charges == {job.id: 1}
    assert world.read(job).submission_began_at == after_noon(-60)


async def test_a_submission_older_than_its_key_is_in_doubt(world: World) -> None:
    job = await world.keep(state=JobState.SUBMITTING, submission_began_at=after_noon(-3601))
    await world.live(job)

    assert world.read(job).state is JobState.UNCLEAR
    assert world.service.calls == [Call.FIND]


async def test_a_submission_from_the_future_is_in_doubt_because_the_clock_was_set_back(world: World) -> None:
    job = await world.keep(state=JobState.SUBMITTING, submission_began_at=after_noon(2 * 3600))
    await world.live(job)

    assert world.read(job).state is JobState.UNCLEAR
    assert Call.SUBMIT not in world.service.calls


@pytest.mark.parametrize("error", [REFUSED, FAILED])
async def test_a_refusal_after_a_crash_does_not_prove_that_nothing_was_taken(
    world: World, error: RequestRefused | ServiceFailed
) -> None:
    world.service.fail_next(Call.SUBMIT, error)
    job = await world.keep(state=JobState.SUBMITTING, submission_began_at=after_noon(-60))
    await world.live(job)

    assert world.read(job).state is JobState.UNCLEAR


async def test_a_cancelled_job_in_doubt_ends_and_says_that_it_may_cost(world: World) -> None:
    world.service.fail_next(Call.SUBMIT, UNKNOWN)
    job = await world.keep(state=JobState.SUBMITTING, cancel_requested=True, submission_began_at=after_noon(-60))
    await world.live(job)

    assert world.read(job).state is JobState.CANCELLED
    assert world.last_card().notes == ("It may have been charged.",)


async def test_a_job_cancelled_in_its_last_moment_in_the_queue_is_not_sent(world: World) -> None:
    queued = await world.keep()
    await world.press(Action.CANCEL, queued)
    await world.submission.run(queued)

    assert world.service.calls == []
    assert world.read(queued).state is JobState.CANCELLED


async def test_those_who_wait_see_that_they_move_up(world: World) -> None:
    first, second = await world.keep("a"), await world.keep("b", created_at=after_noon(60))
    await world.relay.flush(second)
    await world.submission.run(first)
    await asyncio.sleep(2.0)
    own = [shown.card.headline for shown in world.chat.shown if shown.card.job_id == second.id]

    assert own == ["Queued, 1 ahead", "Queued, next in line"]


async def test_a_job_whose_store_was_put_back_is_neither_paid_nor_posted_twice(world: World) -> None:
    queued = await world.keep()
    await world.live(queued)
    world.jobs.jobs[queued.id] = queued
    again = await world.live(queued)

    assert again.state is JobState.DONE
    assert world.service.charges == {queued.id: 1}
    assert [post.marker for post in world.chat.posts].count(f"result:{queued.id}") == 1
