from dataclasses import dataclass, field, replace

import pytest

from bot.errors import RequestRefused
from bot.job.job import Charge, Failure, Job, JobState, Price, ReplyAddress
from bot.operations.console import ConsoleParts, OperatorConsole
from bot.operations.order import Order, Verb
from bot.retention.forgetting import Forgetting, PersonalStores
from tests.bot.retention.stores import Stores
from tests.contracts.samples import NOON, after_noon
from tests.fakes.orders import MemoryOrderStore
from tests.fakes.people import MemoryPersonStore


@dataclass
class AnsweringStore(MemoryOrderStore):
    """A store behind which a bot answers at once."""

    said: str | None = "Done."
    placed: list[Order] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    async def place(self, order: Order) -> None:
        await super().place(order)
        self.placed.append(order)
        if self.said is not None:
            await self.answer(order.id, self.said)


class Finder:
    """Finds jobs in memory."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def find_by_prefix(self, prefix: str) -> list[str]:
        return sorted(job_id for job_id in self._stores.jobs.jobs if job_id.startswith(prefix))[:2]


@pytest.fixture
def stores() -> Stores:
    return Stores()


@pytest.fixture
def orders() -> AnsweringStore:
    return AnsweringStore()


@pytest.fixture
def console(stores: Stores, orders: AnsweringStore) -> OperatorConsole:
    people = MemoryPersonStore(stores.jobs)
    return OperatorConsole(
        ConsoleParts(
            jobs=stores.jobs,
            ledger=stores.jobs.ledger,
            orders=orders,
            finder=Finder(stores),
            forgetting=Forgetting(PersonalStores(jobs=stores.jobs, people=people, release=stores.release)),
            empty_logs=stores.empty_logs,
            clock=lambda: NOON,
            patience_seconds=0,
        )
    )


async def keep_charged(stores: Stores) -> Job:
    """Store a job of 2.5 credits that failed after it was charged."""
    job = await stores.keep(
        "abc",
        state=JobState.QUEUED,
        finished_at=None,
        price=Price(credits=2.5),
        address=ReplyAddress(platform="discord", tenant="s1", place="c1"),
    )
    failure = Failure(sentence="The channel is gone.", code="place_gone", charge=Charge.CHARGED)
    return await stores.jobs.change(job.id, lambda one: replace(one.moved(JobState.FAILED), failure=failure))


async def test_jobs_are_listed_newest_first(console: OperatorConsole, stores: Stores) -> None:
    for number in range(3):
        await stores.keep(f"{number}", created_at=after_noon(number))

    lines = await console.list_jobs(limit=2)

    assert [line[0] for line in lines] == ["2", "1"]
    assert lines[0].endswith("2026-03-29 12:00  done        web:u1 (Ada)")


async def test_an_empty_list_says_so(console: OperatorConsole) -> None:
    assert await console.list_jobs(limit=9) == ["There are no videos yet."]


async def test_a_job_is_shown_without_what_was_written(console: OperatorConsole, stores: Stores) -> None:
    job = await keep_charged(stores)

    shown = "\n".join(await console.show_job("ab"))

    assert f"id:        {job.id}" in shown
    assert "place:     discord/s1/c1" in shown
    assert "failure:   place_gone: The channel is gone." in shown
    assert "ledger:    2.5 credits settled" in shown
    assert "a ship" not in shown


async def test_a_refund_is_made_once(console: OperatorConsole, stores: Stores) -> None:
    job = await keep_charged(stores)

    said = [await console.refund(job.id) for _ in range(2)]

    assert said[0].startswith("2.5 credits can be spent again.")
    assert said[1].startswith("Nothing is settled")
    assert "ledger:    2.5 credits refunded" in await console.show_job(job.id)


@pytest.mark.parametrize("state", [state for state in JobState if not state.is_final])
async def test_what_has_not_ended_has_nothing_to_refund(
    console: OperatorConsole, stores: Stores, state: JobState
) -> None:
    job = await stores.keep("a", state=state, finished_at=None, price=Price(credits=2.5))

    assert (await console.refund(job.id)).startswith("This video has not ended")
    assert "ledger:    2.5 credits reserved" in await console.show_job(job.id)


@pytest.mark.parametrize("state", list(JobState))
async def test_jobs_in_every_state_can_be_looked_at(console: OperatorConsole, stores: Stores, state: JobState) -> None:
    await stores.keep("a", state=state)

    assert f"state:     {state.value}" in await console.show_job("a")
    assert f"  {state.value} " in (await console.list_jobs(limit=1))[0]


async def test_an_order_is_answered_by_the_running_bot(
    console: OperatorConsole, stores: Stores, orders: AnsweringStore
) -> None:
    job = await stores.keep("a")

    assert await console.order(Verb.REQUERY, "a") == "Done."
    assert [(order.verb, order.job_id) for order in orders.placed] == [(Verb.REQUERY, job.id)]


async def test_an_order_waits_for_the_next_start(
    console: OperatorConsole, stores: Stores, orders: AnsweringStore
) -> None:
    await stores.keep("a")
    orders.said = None

    assert (await console.order(Verb.RETRY_POST, "a")).startswith("No running bot has taken this up yet.")
    assert len(orders.placed) == 1


@pytest.mark.parametrize(("prefix", "part"), [("x", "no video `x`"), ("a", "More than one video")])
async def test_a_job_has_to_be_named_well_enough(
    console: OperatorConsole, stores: Stores, prefix: str, part: str
) -> None:
    for name in ("ab", "ac"):
        await stores.keep(name)

    with pytest.raises(RequestRefused, match=part):
        await console.show_job(prefix)


async def test_a_person_is_forgotten_when_nothing_is_in_the_making(console: OperatorConsole, stores: Stores) -> None:
    await stores.keep("a", video="v.mp4")
    running = await stores.keep("b", state=JobState.RENDERING, finished_at=None)

    with pytest.raises(RequestRefused, match="1 video is still in the making"):
        await console.forget("web:u1")
    del stores.jobs.jobs[running.id]

    assert (await console.forget("web:u1")).startswith("Forgot 0 videos")
    assert (stores.jobs.jobs, stores.media.contents) == ({}, {})
    assert stores.logs_emptied == 2
