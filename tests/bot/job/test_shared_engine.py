"""The engine on a PostgreSQL that several processes share; each life of the engine here stands for one of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot.job.durable_engine import DurableEngine, EngineProcess, open_engine
from bot.job.engine import EngineLimits
from storage.engine_database import build_shared_engine_database
from tests.bot.job.test_durable_engine import RecordedLife
from tests.end_to_end.chat_person import every_moment
from tests.end_to_end.outages import without
from tests.servers.postgresql import PostgresqlServer

LIMITS = EngineLimits(running=10, running_per_lane=10, queue_poll_seconds=0.02, stage_attempts=2)


@asynccontextmanager
async def run_process(
    life: RecordedLife, address: str, name: str, *, limits: EngineLimits = LIMITS, runs_jobs: bool = True
) -> AsyncIterator[DurableEngine]:
    """Run the engine of one process; when the block ends, its jobs stay as a crash would leave them."""
    database = build_shared_engine_database(address)
    process = EngineProcess(id=name, is_one_of_many=True, runs_jobs=runs_jobs)
    try:
        async with open_engine(life, database=database, limits=limits, process=process) as engine:
            yield engine
    finally:
        database.dispose()


async def test_a_front_only_queues_and_a_worker_runs(postgresql_address: str) -> None:
    front, worker = RecordedLife(), RecordedLife()
    async with run_process(front, postgresql_address, "front", runs_jobs=False) as engine:
        await engine.enqueue("a", lane="ada")
    async with run_process(worker, postgresql_address, "worker"):
        await worker.wait_for("delivered")

    assert front.steps == []
    assert worker.steps == [("submit", "a"), ("deliver", "a"), ("delivered", "a")]


async def test_jobs_of_a_dead_process_go_on_in_another(postgresql_address: str) -> None:
    victim, heir = RecordedLife(), RecordedLife()
    async with run_process(victim, postgresql_address, "victim") as engine:
        await engine.enqueue("slow", lane="ada")
        await victim.wait_for("deliver")
    heir.gate.set()
    async with run_process(heir, postgresql_address, "heir") as engine:
        await engine.recover(["victim", "victim", "somebody"])
        await heir.wait_for("delivered")

    assert heir.steps == [("submit", "slow"), ("deliver", "slow"), ("delivered", "slow")]


async def test_a_process_that_comes_back_to_life_takes_its_own_jobs_up_again(postgresql_address: str) -> None:
    life = RecordedLife()
    async with run_process(life, postgresql_address, "frozen") as engine:
        await engine.enqueue("slow", lane="ada")
        await life.wait_for("deliver")
        await engine.interrupt()
        life.gate.set()
        await engine.recover(["frozen"])
        await life.wait_for("delivered")

    assert life.steps == [*[("submit", "slow"), ("deliver", "slow")] * 2, ("delivered", "slow")]


async def test_a_job_that_is_queued_while_the_database_is_away_is_queued_in_the_end(
    postgresql: PostgresqlServer, postgresql_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    life = RecordedLife()
    async with run_process(life, postgresql_address, "worker") as engine, asyncio.TaskGroup() as tasks:
        async with without(postgresql):
            queueing = tasks.create_task(engine.enqueue("a", lane="ada"))
            async for _ in every_moment():
                if "could not be queued yet" in caplog.text:
                    break
        await queueing
        await life.wait_for("delivered")

    assert life.steps == [("submit", "a"), ("deliver", "a"), ("delivered", "a")]


async def test_all_processes_together_keep_the_limit_for_all(postgresql_address: str) -> None:
    life = RecordedLife()
    limits = replace(LIMITS, running=3)
    async with run_process(life, postgresql_address, "worker", limits=limits) as engine:
        for count in range(6):
            await engine.enqueue(f"slow{count}", lane=f"person{count}")
        await life.wait_for("deliver", count=3)
        life.gate.set()
        await life.wait_for("delivered", count=6)

    assert life.most_running == 3


async def test_no_more_start_within_a_minute_than_the_video_service_takes(postgresql_address: str) -> None:
    life = RecordedLife()
    limits = replace(LIMITS, starts_per_minute=2)
    async with run_process(life, postgresql_address, "worker", limits=limits) as engine:
        for count in range(4):
            await engine.enqueue(f"job{count}", lane=f"person{count}")
        await life.wait_for("delivered", count=2)
        standings = await engine.find_standings({f"job{count}": 1 for count in range(4)})

    assert life.count("submit") == 2
    assert len(standings) == 4


async def test_in_a_shared_lane_those_go_first_who_have_the_least_waiting(postgresql_address: str) -> None:
    front, worker = RecordedLife(), RecordedLife()
    # A process that starts may take its first jobs by the limits that another has set.
    limits = replace(LIMITS, running_per_lane=1)
    async with run_process(front, postgresql_address, "front", limits=limits, runs_jobs=False) as engine:
        for rank, name in ((1, "flood1"), (2, "flood2"), (3, "flood3"), (1, "other")):
            await engine.enqueue(name, lane="studio#0", rank=rank)
    async with run_process(worker, postgresql_address, "worker", limits=limits):
        await worker.wait_for("delivered", count=4)

    order = [job_id for step, job_id in worker.steps if step == "submit"]
    assert order == ["flood1", "other", "flood2", "flood3"]
