import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

import pytest

from bot.errors import ServiceBusy
from bot.job.durable_engine import DurableEngine
from bot.job.lease import ProcessLease
from bot.job.takeover import Takeover, open_takeover
from tests.fakes.process_register import MemoryProcessRegister

ME = MemoryProcessRegister().process_id


class RecordedEngine(DurableEngine):
    """Writes down what it is told, and fails as often as a test wants."""

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []
        self.failures = 0

    async def recover(self, process_ids: Sequence[str]) -> None:
        if not process_ids:
            return
        if self.failures > 0:
            self.failures -= 1
            raise RuntimeError
        self.told.append(("recover", *process_ids))

    async def interrupt(self) -> None:
        self.told.append(("interrupt",))


class Watch:
    """A takeover at work."""

    def __init__(self) -> None:
        self.register = MemoryProcessRegister()
        self.engine = RecordedEngine()
        self.mended = 0
        self.mends_that_fail = 0
        self.takeover = Takeover(ProcessLease(self.register), engine=self.engine, mend=self._mend)

    async def _mend(self) -> None:
        if self.mends_that_fail > 0:
            self.mends_that_fail -= 1
            sentence = "The database is away."
            raise ServiceBusy(sentence, code="storage_busy")
        self.mended += 1

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Return when something is so, which a look every now and then brings about."""
        for _ in range(3000):
            if is_so():
                return
            await asyncio.sleep(0.01)
        raise AssertionError(self.engine.told)


@pytest.fixture
async def watch() -> AsyncIterator[Watch]:
    watch = Watch()
    await watch.register.join()
    async with open_takeover(watch.takeover):
        yield watch


async def test_takes_over_the_jobs_of_the_dead_once(watch: Watch) -> None:
    await watch.until(lambda: watch.mended == 1)
    watch.register.dead = ["a", "b"]
    await watch.until(lambda: watch.mended == 2)

    assert watch.engine.told == [("recover", "a", "b")]
    assert watch.register.buried == ["a", "b"]


async def test_tries_again_when_taking_over_failed(watch: Watch) -> None:
    watch.engine.failures = 1
    watch.register.dead = ["a"]
    await watch.until(lambda: bool(watch.engine.told))

    assert watch.engine.told == [("recover", "a")]


async def test_drops_its_work_when_it_counts_as_dead_and_takes_it_up_with_a_new_lease(watch: Watch) -> None:
    watch.register.has_lease = False
    await watch.until(lambda: ("recover", ME) in watch.engine.told)

    assert watch.engine.told == [("interrupt",), ("interrupt",), ("recover", ME)]
    assert watch.register.joined == 2


async def test_takes_its_work_up_in_the_end_when_that_fails_at_first(watch: Watch) -> None:
    watch.engine.failures = 1
    watch.register.has_lease = False
    await watch.until(lambda: ("recover", ME) in watch.engine.told)

    assert watch.engine.told.count(("recover", ME)) == 1
    assert watch.register.joined == 3


async def test_looks_for_jobs_that_nobody_queued_until_that_succeeds_and_after_each_lost_lease(watch: Watch) -> None:
    watch.mends_that_fail = 2
    await watch.until(lambda: watch.mended == 1)
    watch.register.has_lease = False
    await watch.until(lambda: watch.mended == 2)

    assert watch.mends_that_fail == 0


async def test_looks_again_at_those_who_died_before_it_started() -> None:
    watch = Watch()
    watch.register.buried = ["old"]
    await watch.register.join()
    async with open_takeover(watch.takeover):
        await watch.until(lambda: bool(watch.engine.told))

    assert watch.engine.told == [("recover", "old")]
