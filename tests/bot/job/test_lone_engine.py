import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.job.engine import EngineLimits, Standing
from bot.job.lone_engine import LoneEngine, open_lone_engine
from tests.bot.job.test_durable_engine import NamedLife, RecordedLife


@asynccontextmanager
async def run_engine(
    life: RecordedLife, *, running: int = 10, per_lane: int = 10, per_minute: int | None = None
) -> AsyncIterator[LoneEngine]:
    """Run an engine that is alone."""
    limits = EngineLimits(running=running, running_per_lane=per_lane, starts_per_minute=per_minute, stage_attempts=2)
    async with open_lone_engine(life, limits=limits) as engine:
        yield engine


async def test_a_job_is_submitted_and_then_delivered() -> None:
    life = RecordedLife()
    async with run_engine(life) as engine:
        await engine.enqueue("a", lane="web:u1")
        await life.wait_for("delivered")

    assert life.steps == [("submit", "a"), ("deliver", "a"), ("delivered", "a")]


async def test_a_job_that_is_queued_twice_lives_once() -> None:
    life = RecordedLife()
    async with run_engine(life) as engine:
        await engine.enqueue("slow", lane="web:u1")
        await engine.enqueue("slow", lane="web:u1")
        await life.wait_for("deliver")
        await engine.enqueue("slow", lane="web:u1")
        life.gate.set()
        await engine.enqueue("b", lane="web:u1")
        await life.wait_for("delivered", count=2)

    assert sorted(job_id for step, job_id in life.steps if step == "submit") == ["b", "slow"]


async def test_a_new_attempt_runs_again() -> None:
    life = RecordedLife()
    async with run_engine(life) as engine:
        await engine.enqueue("a", lane="web:u1", attempt=1)
        await engine.enqueue("a", lane="web:u1", attempt=2)
        await life.wait_for("delivered", count=2)

    assert life.count("submit") == 2


async def test_knows_the_living() -> None:
    life = RecordedLife()
    async with run_engine(life, running=1) as engine:
        for job_id in ("slow", "waiting"):
            await engine.enqueue(job_id, lane="web:u1")
        during = await engine.find_standings({"slow": 1, "waiting": 1, "unknown": 1})
        life.gate.set()
        await life.wait_for("delivered", count=2)
        # A life ends in the turn of the loop after its last step.
        await asyncio.sleep(0)
        afterwards = await engine.find_standings({"slow": 1})

    assert during == {"slow": Standing.LIVING, "waiting": Standing.LIVING, "unknown": Standing.UNKNOWN}
    assert afterwards == {"slow": Standing.UNKNOWN}


async def test_no_more_run_at_once_than_may() -> None:
    life = RecordedLife()
    life.gate.set()
    async with run_engine(life, running=3) as engine:
        for number in range(20):
            await engine.enqueue(f"slow{number}", lane=f"web:u{number}")
        await life.wait_for("delivered", count=20)

    assert life.most_running <= 3


async def test_one_person_waits_and_another_does_not() -> None:
    life = RecordedLife()
    async with run_engine(life, per_lane=2) as engine:
        for number in range(4):
            await engine.enqueue(f"slow{number}", lane="web:u1")
        await life.wait_for("deliver", count=2)
        await engine.enqueue("other", lane="web:u2")
        await life.wait_for("delivered")
        delivered_first = [job_id for step, job_id in life.steps if step == "delivered"]
        life.gate.set()
        await life.wait_for("delivered", count=5)

    assert delivered_first == ["other"]
    assert life.most_running == 2


async def test_lanes_take_turns_and_low_ranks_go_first() -> None:
    life = RecordedLife()
    async with run_engine(life, running=1) as engine:
        await engine.enqueue("slow", lane="web:u1")
        for number, rank in enumerate((2, 1, 3)):
            await engine.enqueue(f"ada{number}", lane="web:u1", rank=rank)
        await engine.enqueue("bob0", lane="web:u2")
        await engine.enqueue("bob1", lane="web:u2")
        life.gate.set()
        await life.wait_for("delivered", count=6)

    order = [job_id for step, job_id in life.steps if step == "submit"]
    assert order == ["slow", "ada1", "bob0", "ada0", "bob1", "ada2"]


async def test_starts_are_spread_over_minutes() -> None:
    life, loop = RecordedLife(), asyncio.get_running_loop()
    began_at = loop.time()
    async with run_engine(life, per_minute=2) as engine:
        for number in range(5):
            await engine.enqueue(f"job{number}", lane="web:u1")
        await life.wait_for("delivered", count=2)
        first_at = loop.time() - began_at
        await life.wait_for("delivered", count=4)
        second_at = loop.time() - began_at
        await life.wait_for("delivered", count=5)
        third_at = loop.time() - began_at

    assert first_at < 60 <= second_at < 120 <= third_at


async def test_a_step_that_keeps_failing_is_given_up() -> None:
    life = RecordedLife()
    async with run_engine(life) as engine:
        await engine.enqueue("broken", lane="web:u1")
        await life.wait_for("give_up")

    assert [step for step, _ in life.steps] == ["submit", "deliver", "deliver", "give_up"]


class HopelessLife(RecordedLife):
    """Cannot even give up."""

    async def give_up(self, job_id: str) -> None:
        await super().give_up(job_id)
        raise RuntimeError(job_id)


async def test_a_life_that_cannot_even_be_given_up_takes_no_other_down() -> None:
    life = HopelessLife()
    async with run_engine(life, running=1) as engine:
        await engine.enqueue("broken", lane="web:u1")
        await engine.enqueue("a", lane="web:u2")
        await life.wait_for("delivered")

    assert life.count("give_up") == 2


async def test_a_stop_interrupts_what_runs_and_starts_nothing_more() -> None:
    life = RecordedLife()
    async with run_engine(life, running=1) as engine:
        await engine.enqueue("slow", lane="web:u1")
        await engine.enqueue("next", lane="web:u2")
        await life.wait_for("deliver")

    assert life.steps == [("submit", "slow"), ("deliver", "slow")]


async def test_every_record_of_a_life_names_its_job() -> None:
    life = NamedLife()
    async with run_engine(life) as engine:
        await engine.enqueue("a", lane="ada")
        await life.wait_for("delivered")

    assert set(life.names) == {("a", "a")}


async def test_remembers_nothing_and_has_nobody_beside_it() -> None:
    async with run_engine(RecordedLife()) as engine:
        await engine.recover(["somebody"])

        assert (await engine.forget_ended(datetime.now(UTC)), await engine.answers()) == (0, True)
