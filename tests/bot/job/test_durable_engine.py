import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.job.durable_engine import DurableEngine, forget_lives, open_engine
from bot.job.engine import EngineLimits, Standing
from tests.bot.job.engine_database import build_engine_database

ROOT = Path(__file__).resolve().parents[3]


class RecordedLife:
    """Counts steps; jobs called `slow...` wait for `gate`, those called `broken...` raise."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, str]] = []
        self.running: Counter[str] = Counter()
        self.most_running = 0
        self.gate = asyncio.Event()
        self.change = asyncio.Event()

    async def submit(self, job_id: str) -> None:
        self._note("submit", job_id)

    async def deliver(self, job_id: str) -> None:
        self._note("deliver", job_id)
        if job_id.startswith("broken"):
            raise RuntimeError(job_id)
        if job_id.startswith("slow"):
            await self._work(job_id)
        self._note("delivered", job_id)

    async def give_up(self, job_id: str) -> None:
        self._note("give_up", job_id)

    def count(self, step: str) -> int:
        """Return how often a step was taken by any job."""
        return sum(one == step for one, _ in self.steps)

    async def wait_for(self, step: str, *, count: int = 1) -> None:
        """Return when a step was taken this often."""
        while self.count(step) < count:
            self.change.clear()
            await self.change.wait()

    async def _work(self, job_id: str) -> None:
        self.running[job_id] += 1
        self.most_running = max(self.most_running, self.running.total())
        try:
            await self.gate.wait()
        finally:
            self.running[job_id] -= 1

    def _note(self, step: str, job_id: str) -> None:
        self.steps.append((step, job_id))
        self.change.set()


@asynccontextmanager
async def run_engine(life: RecordedLife, folder: Path, *, per_lane: int = 10) -> AsyncIterator[DurableEngine]:
    """Run an engine on the file in `folder`."""
    database = build_engine_database(folder / "engine.db")
    limits = EngineLimits(running=10, running_per_lane=per_lane, queue_poll_seconds=0.02, stage_attempts=2)
    try:
        async with open_engine(life, database=database, limits=limits) as engine:
            yield engine
    finally:
        database.dispose()


async def test_a_job_is_submitted_and_then_delivered(tmp_path: Path) -> None:
    life = RecordedLife()
    async with run_engine(life, tmp_path) as engine:
        await engine.enqueue("a", lane="web:u1")
        await life.wait_for("delivered")

    assert life.steps == [("submit", "a"), ("deliver", "a"), ("delivered", "a")]


async def test_a_job_that_is_queued_twice_runs_once(tmp_path: Path) -> None:
    life = RecordedLife()
    async with run_engine(life, tmp_path) as engine:
        for job_id in ("a", "a", "b"):
            await engine.enqueue(job_id, lane="web:u1")
        await life.wait_for("delivered", count=2)
        await engine.enqueue("a", lane="web:u1")
        await engine.enqueue("c", lane="web:u1")
        await life.wait_for("delivered", count=3)

    assert sorted(job_id for step, job_id in life.steps if step == "submit") == ["a", "b", "c"]


async def test_a_new_attempt_runs_again(tmp_path: Path) -> None:
    life = RecordedLife()
    async with run_engine(life, tmp_path) as engine:
        await engine.enqueue("a", lane="web:u1", attempt=1)
        await life.wait_for("delivered")
        await engine.enqueue("a", lane="web:u1", attempt=2)
        await life.wait_for("delivered", count=2)

    assert life.count("submit") == 2


async def _wait_for_end(engine: DurableEngine, job_id: str, *, attempt: int = 1) -> bool:
    """Return True once the engine has recorded the end of an attempt, which it does after the last step."""
    for _ in range(3000):
        if (await engine.find_standings({job_id: attempt}))[job_id] is Standing.ENDED:
            return True
        # The engine tells nobody when it has written its own record.
        await asyncio.sleep(0.02)
    return False


async def test_tells_whether_an_attempt_is_over(tmp_path: Path) -> None:
    life = RecordedLife()
    async with run_engine(life, tmp_path) as engine:
        await engine.enqueue("slow", lane="web:u1")
        await engine.enqueue("a", lane="web:u1")
        await life.wait_for("delivered")
        standings = await engine.find_standings({"slow": 1, "unknown": 1})
        life.gate.set()
        await life.wait_for("delivered", count=2)
        has_first_ended = await _wait_for_end(engine, "a")

    assert standings == {"slow": Standing.LIVING, "unknown": Standing.UNKNOWN}
    assert has_first_ended


async def test_one_person_waits_and_another_does_not(tmp_path: Path) -> None:
    life = RecordedLife()
    async with run_engine(life, tmp_path, per_lane=2) as engine:
        for count in range(4):
            await engine.enqueue(f"slow{count}", lane="web:u1")
        await life.wait_for("deliver", count=2)
        await engine.enqueue("other", lane="web:u2")
        await life.wait_for("delivered")
        delivered_first = [job_id for step, job_id in life.steps if step == "delivered"]
        life.gate.set()
        await life.wait_for("delivered", count=5)

    assert delivered_first == ["other"]
    assert life.most_running == 2


async def test_no_more_run_at_once_than_are_to(tmp_path: Path) -> None:
    life = RecordedLife()
    async with run_engine(life, tmp_path) as engine:
        for count in range(30):
            await engine.enqueue(f"slow{count}", lane=f"person{count}")
        await life.wait_for("deliver", count=10)
        life.gate.set()
        await life.wait_for("delivered", count=30)

    assert life.most_running == 10


async def test_a_step_that_keeps_failing_is_given_up(tmp_path: Path) -> None:
    life = RecordedLife()
    async with run_engine(life, tmp_path) as engine:
        await engine.enqueue("broken", lane="web:u1")
        await life.wait_for("give_up")

    assert [step for step, _ in life.steps] == ["submit", "deliver", "deliver", "give_up"]


async def test_an_interrupted_life_is_taken_up_at_the_next_start(tmp_path: Path) -> None:
    first, second = RecordedLife(), RecordedLife()
    async with run_engine(first, tmp_path) as engine:
        await engine.enqueue("slow", lane="web:u1")
        await first.wait_for("deliver")
    second.gate.set()
    async with run_engine(second, tmp_path):
        await second.wait_for("delivered")

    assert first.steps == [("submit", "slow"), ("deliver", "slow")]
    assert second.steps == [("submit", "slow"), ("deliver", "slow"), ("delivered", "slow")]


async def test_nothing_is_given_up_because_the_process_stops(tmp_path: Path) -> None:
    life = RecordedLife()
    async with run_engine(life, tmp_path) as engine:
        await engine.enqueue("slow", lane="web:u1")
        await life.wait_for("deliver")

    assert life.count("give_up") == 0


async def test_threads_still_work_when_the_engine_is_gone(tmp_path: Path) -> None:
    engine: AbstractAsyncContextManager[DurableEngine] = run_engine(RecordedLife(), tmp_path)
    async with engine:
        pass

    assert await asyncio.to_thread(len, "abc") == 3


@dataclass
class EngineProcess:
    """An engine in a process of its own, and the steps that it has told of."""

    process: asyncio.subprocess.Process
    steps: list[str] = field(default_factory=list)

    async def wait_for(self, step: str) -> None:
        """Return when a step was taken; fail when the process ends before."""
        assert self.process.stdout is not None
        while step not in self.steps:
            line = await self.process.stdout.readline()
            assert line
            self.steps.append(line.decode().strip())


@asynccontextmanager
async def engine_process(folder: Path, *job_ids: str) -> AsyncIterator[EngineProcess]:
    """Run an engine until the end of the block, where it is killed without a warning."""
    command = [sys.executable, "-m", "tests.bot.job.engine_process", str(folder), *job_ids]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    try:
        yield EngineProcess(process)
    finally:
        process.kill()
        await process.communicate()


async def test_a_killed_process_takes_up_what_it_had_and_leaves_what_was_over(tmp_path: Path) -> None:
    hang = tmp_path / "hang"
    hang.touch()
    async with engine_process(tmp_path, "quick", "hangs") as first:
        await first.wait_for("deliver hangs")
        await first.wait_for("delivered quick")
    hang.unlink()
    async with engine_process(tmp_path) as second:
        await second.wait_for("delivered hangs")

    assert sorted(first.steps) == ["deliver hangs", "deliver quick", "delivered quick", "submit hangs", "submit quick"]
    # The end of the other one may not have been written down yet.
    assert [step for step in second.steps if "hangs" in step] == ["submit hangs", "deliver hangs", "delivered hangs"]


async def test_only_the_records_of_lives_that_ended_long_ago_are_forgotten(tmp_path: Path) -> None:
    life = RecordedLife()
    async with run_engine(life, tmp_path) as engine:
        for job_id in ("quick", "slow"):
            await engine.enqueue(job_id, lane="ada")
        assert await _wait_for_end(engine, "quick")
        too_early = await engine.forget_ended(datetime.now(UTC) - timedelta(hours=1))
        forgotten = await engine.forget_ended(datetime.now(UTC) + timedelta(hours=1))
        standings = await engine.find_standings({"quick": 1, "slow": 1})

    assert (too_early, forgotten) == (0, 1)
    assert standings == {"quick": Standing.UNKNOWN, "slow": Standing.LIVING}


async def test_all_lives_of_a_job_can_be_forgotten_beside_a_running_engine(tmp_path: Path) -> None:
    database = build_engine_database(tmp_path / "engine.db")
    async with run_engine(RecordedLife(), tmp_path) as engine:
        for attempt in (1, 2):
            await engine.enqueue("quick", lane="ada", attempt=attempt)
            await engine.enqueue("other", lane="bob", attempt=attempt)
            assert all([await _wait_for_end(engine, name, attempt=attempt) for name in ("quick", "other")])
        await forget_lives(database, {"quick": 2, "unknown": 1})
        left = [await engine.find_standings({"quick": attempt, "other": attempt}) for attempt in (1, 2)]
    await asyncio.to_thread(database.dispose)

    assert left == [{"quick": Standing.UNKNOWN, "other": Standing.ENDED}] * 2


async def test_every_record_of_a_life_names_its_job(tmp_path: Path) -> None:
    life = NamedLife()
    async with run_engine(life, tmp_path) as engine:
        for job_id in ("a", "broken-b"):
            await engine.enqueue(job_id, lane="ada")
        await life.wait_for("delivered")
        await life.wait_for("give_up")

    assert life.names == Counter({("a", "a"): 2, ("broken-b", "broken-b"): 4})


class NamedLife(RecordedLife):
    """Remembers which job each step's records would name."""

    def __init__(self) -> None:
        super().__init__()
        self.names: Counter[tuple[str, object]] = Counter()

    def _note(self, step: str, job_id: str) -> None:
        if step != "delivered":
            self.names[job_id, structlog.contextvars.get_contextvars().get("job_id")] += 1
        super()._note(step, job_id)
