"""Jobs and cards that several processes work on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.errors import ServiceBusy
from bot.job.job import Failure, Job, JobState
from bot.job.relay import CardRelay, open_relay
from bot.job.wakeups import WakeUps
from tests.bot.job.world import World
from tests.fakes.jobs import MemoryJobStore

FAILURE = Failure(sentence="It failed.", code="failed")
AWAY = ServiceBusy("The database is away.", code="storage_busy")


class ShakyJobStore(MemoryJobStore):
    """The store of a world, which cannot always be reached."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.jobs = world.jobs.jobs
        self.failing_reads = 0
        self.failing_changes = 0

    async def read(self, job_id: str) -> Job | None:
        if self.failing_reads > 0:
            self.failing_reads -= 1
            raise AWAY
        return await super().read(job_id)

    async def change(self, job_id: str, change: Callable[[Job], Job]) -> Job:
        if self.failing_changes > 0:
            self.failing_changes -= 1
            raise AWAY
        return await super().change(job_id, change)


@asynccontextmanager
async def another_process(
    world: World, *, jobs: MemoryJobStore | None = None, first_cards: WakeUps | None = None
) -> AsyncIterator[CardRelay]:
    """Lend the relay of a process that shares the store and the platform."""
    async with open_relay(
        jobs=jobs or world.jobs,
        platforms={world.chat.name: world.chat},
        draw=world.viewer.draw,
        is_one_of_many=True,
        first_cards=first_cards,
    ) as relay:
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


async def test_the_word_that_the_first_card_stands_ends_the_wait_for_it(world: World) -> None:
    job = await world.keep()
    worker_cards = WakeUps()

    def tell_worker(job_id: str) -> None:
        worker_cards.wake_here(job_id)

    front_cards = WakeUps(tell_others=tell_worker)
    async with (
        another_process(world, first_cards=front_cards) as front,
        another_process(world, first_cards=worker_cards) as worker,
    ):
        worker.show(await end(world, job))
        # By now the worker waits for two seconds.
        await asyncio.sleep(2.0)
        front.begin(job)
        await front.flush(job)
        front_done_at = world.clock()
        await worker.flush(world.read(job))

    assert world.clock() == front_done_at
    assert world.chat.shown[-1].card.state is JobState.FAILED


async def test_a_card_that_stands_but_cannot_be_written_down_yet_is_not_posted_again(world: World) -> None:
    job, store = await world.keep(), ShakyJobStore(world)
    store.failing_changes = 3
    async with another_process(world, jobs=store) as front:
        front.begin(job)
        await front.flush(job)

    assert (world.chat.attempts, len(world.chat.posts)) == (1, 1)
    assert world.read(job).card_message_id == world.chat.posts[0].id


async def test_a_final_card_that_may_be_covered_by_an_older_one_is_looked_at_until_that_is_known(world: World) -> None:
    job, store = await world.keep(), ShakyJobStore(world)
    async with another_process(world, jobs=store) as front:
        front.begin(job)
        await front.flush(job)
        await end(world, job)
        store.failing_reads = 2
        await front.flush(replace(job, notes=("Late.",)))

    assert world.chat.shown[-1].card.state is JobState.FAILED


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
