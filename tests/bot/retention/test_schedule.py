import asyncio
from datetime import datetime

import pytest

from bot.errors import ServiceBusy
from bot.retention.schedule import FIRST_SWEEP_SECONDS, SWEEP_EVERY_SECONDS, keep_sweeping
from bot.retention.sweep import Sweeper, Swept
from bot.tasks import running
from tests.bot.job.world import read_loop_clock
from tests.contracts.samples import after_noon

NOTHING = Swept(pictures=0, videos=0, rows=0, orphans=0, history=0)


class FailingSweeper(Sweeper):
    """Remembers when it was called, and breaks as it is told to."""

    def __init__(self, *faults: Exception) -> None:
        self.swept_at: list[datetime] = []
        self._faults = list(faults)

    async def sweep(self, now: datetime) -> Swept:
        self.swept_at.append(now)
        if self._faults:
            raise self._faults.pop(0)
        return NOTHING


async def run_for(sweeper: Sweeper, seconds: float) -> None:
    async with running(keep_sweeping(sweeper, clock=read_loop_clock), name="retention"):
        await asyncio.sleep(seconds)


async def test_the_stores_are_swept_soon_and_then_every_hour() -> None:
    sweeper = FailingSweeper()
    began_at = asyncio.get_running_loop().time()

    await run_for(sweeper, 2.5 * SWEEP_EVERY_SECONDS)

    seconds = [FIRST_SWEEP_SECONDS + count * SWEEP_EVERY_SECONDS for count in range(3)]
    assert sweeper.swept_at == [after_noon(began_at + one) for one in seconds]


@pytest.mark.parametrize("fault", [ServiceBusy("The disk is busy."), ValueError("a bug")])
async def test_one_sweep_that_fails_does_not_end_the_others(fault: Exception) -> None:
    sweeper = FailingSweeper(fault)

    await run_for(sweeper, 1.5 * SWEEP_EVERY_SECONDS)

    assert len(sweeper.swept_at) == 2
