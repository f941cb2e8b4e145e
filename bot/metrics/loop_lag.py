"""Times how late the event loop is: a nap that takes longer than it should was kept waiting by something."""

import asyncio

from bot.metrics.meter import Meter, Timing

_NAP_SECONDS = 0.25


async def keep_timing(meter: Meter, *, nap_seconds: float = _NAP_SECONDS) -> None:
    """Take down the loop's lag again and again, for ever."""
    clock = asyncio.get_running_loop().time
    while True:
        expected = clock() + nap_seconds
        await asyncio.sleep(nap_seconds)
        meter.time(Timing.LOOP_LAG, seconds=max(clock() - expected, 0))
