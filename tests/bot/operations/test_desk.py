from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import PlaceUnreachable
from bot.job.actions import JobActions
from bot.job.job import Charge, Failure, Job, JobState, Price
from bot.operations.clerk import Clerk
from bot.operations.desk import OperatorDesk
from bot.operations.order import Order, Verb
from tests.bot.job.world import World
from tests.bot.retention.stores import build_video
from tests.fakes.chat_platform import Wish
from tests.fakes.orders import MemoryOrderStore
from tests.fakes.video_service import COMPLETED, Call

Ask = Callable[[Verb, str], Awaitable[str]]


@pytest.fixture
def ask(world: World) -> Ask:
    """Lend an operator's voice: the answer to a verb and a job's id."""
    actions = JobActions(world.resources, relay=world.relay, starter=world.starter, media=world.media)
    desk = OperatorDesk(world.resources, starter=world.starter, actions=actions)
    orders = MemoryOrderStore()
    clerk = Clerk(orders, desk=desk, clock=world.clock)

    async def ask(verb: Verb, job_id: str) -> str:
        order = Order(id=f"{len(orders.orders)}", verb=verb, job_id=job_id, ordered_at=world.clock())
        await orders.place(order)
        await clerk.work_off()
        return orders.answers[order.id]

    return ask


async def lose_place(world: World) -> Job:
    """Return a job whose video could not be posted."""
    job = await world.keep(price=Price(credits=25))
    world.chat.fail_next(Wish.RESULT, PlaceUnreachable("This channel is gone.", code="gone"))
    return await world.live(job)


async def test_a_video_that_had_no_place_is_posted_when_it_has_one_again(world: World, ask: Ask) -> None:
    lost = await lose_place(world)

    answer = await ask(Verb.RETRY_POST, lost.id)
    job = await world.live(lost)

    assert answer.startswith("The stored video is being posted again")
    assert (lost.state, job.state, job.attempt) == (JobState.FAILED, JobState.DONE, 2)
    assert len(world.chat.results) == 1
    assert world.engine.queued[-1][0] == job.id
    books = await world.jobs.ledger.read_books()
    assert (books.settled, books.is_balanced) == (250_000, True)


async def test_a_task_that_was_given_up_is_asked_after_and_not_paid_again(world: World, ask: Ask) -> None:
    rendering = await world.keep_rendering()
    failure = Failure(sentence="Lost.", code="expired", charge=Charge.UNKNOWN)
    expired = replace(rendering, state=JobState.EXPIRED, failure=failure, finished_at=world.clock())
    await world.jobs.change(rendering.id, lambda _: expired)
    world.service.tasks[rendering.task_id or ""].reports.append(COMPLETED)

    answer = await ask(Verb.REQUERY, rendering.id)
    job = await world.live(expired)

    assert answer.startswith("The video service is being asked for its task again")
    assert (job.state, job.failure) == (JobState.DONE, None)
    assert world.service.charges[job.id] == 1


async def test_a_doubt_is_settled_for_the_operator(world: World, ask: Ask) -> None:
    job = await world.keep(state=JobState.UNCLEAR, submission_began_at=world.clock())
    task_id = world.service.add_stranger()

    answer = await ask(Verb.REQUERY, job.id)

    assert answer.startswith("The video service has exactly one task that fits")
    assert (world.read(job).state, world.read(job).task_id) == (JobState.RENDERING, task_id)


@pytest.mark.parametrize(
    ("verb", "state", "changes", "part"),
    [
        (Verb.RETRY_POST, JobState.DONE, {"video": build_video("v.mp4")}, "stands in its channel already"),
        (Verb.RETRY_POST, JobState.FAILED, {}, "No video of this job is stored"),
        (Verb.RETRY_POST, JobState.DELIVERING, {"video": build_video("v.mp4")}, "posting is tried again now"),
        (Verb.REQUERY, JobState.DONE, {}, "was delivered and posted"),
        (Verb.REQUERY, JobState.FAILED, {"video": build_video("v.mp4")}, "has delivered this video already"),
        (Verb.REQUERY, JobState.RENDERING, {}, "is being asked now"),
        (Verb.REQUERY, JobState.FAILED, {}, "never took this job"),
        (Verb.REQUERY, JobState.UNCLEAR, {}, "shows no task that fits"),
    ],
)
async def test_what_cannot_help_is_explained(
    world: World, ask: Ask, verb: Verb, state: JobState, changes: dict[str, object], part: str
) -> None:
    job = await world.keep(state=state, **changes)

    answer = await ask(verb, job.id)

    assert part in answer
    assert world.read(job) == job
    assert world.engine.queued == []


async def test_a_job_that_was_cancelled_in_doubt_may_have_been_taken(world: World, ask: Ask) -> None:
    doubt = Failure(sentence="", code="cancelled_in_doubt", charge=Charge.UNKNOWN)
    job = await world.keep(state=JobState.CANCELLED, failure=doubt)

    assert (await ask(Verb.REQUERY, job.id)).startswith("Nobody knows whether")


@pytest.mark.parametrize("verb", list(Verb))
@pytest.mark.parametrize("state", list(JobState))
async def test_every_state_has_an_answer_and_nothing_is_paid(
    world: World, ask: Ask, verb: Verb, state: JobState
) -> None:
    job = await world.keep(state=state, submission_began_at=world.clock())

    answer = await ask(verb, job.id)

    assert not answer.startswith("Something broke")
    assert (world.read(job).state, world.service.charges) == (state, {})


async def test_a_video_that_was_deleted_at_that_moment_is_not_posted(world: World, ask: Ask) -> None:
    lost = await lose_place(world)
    read = world.jobs.read

    async def read_before_the_sweep(job_id: str) -> Job | None:
        job = await read(job_id)
        await world.jobs.change(job_id, lambda one: replace(one, video=None))
        return job

    world.jobs.read = read_before_the_sweep  # type: ignore[method-assign] # the one moment that cannot be met otherwise
    answer = await ask(Verb.RETRY_POST, lost.id)

    assert answer.startswith("No video of this job is stored here")
    assert (world.jobs.jobs[lost.id].state, world.engine.queued) == (JobState.FAILED, [])


async def test_an_unknown_job_is_named(ask: Ask) -> None:
    assert "no video `nothing`" in await ask(Verb.REQUERY, "nothing")


async def test_the_time_for_watching_runs_anew(world: World, ask: Ask) -> None:
    long_ago = world.clock() - timedelta(days=3)
    job = await world.keep(state=JobState.EXPIRED, task_id="t1", submitted_at=long_ago, finished_at=long_ago)

    await ask(Verb.REQUERY, job.id)

    assert world.read(job).submitted_at != long_ago


async def test_a_broken_order_is_answered_too(world: World, ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    job = await world.keep(state=JobState.UNCLEAR, submission_began_at=None)
    world.service.fail_next(Call.FIND, ValueError("a bug"))

    answer = await ask(Verb.REQUERY, job.id)

    assert answer.startswith("Something broke on our side.")
    assert "An order broke" in caplog.text
