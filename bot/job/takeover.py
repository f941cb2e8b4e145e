"""Takes over the jobs of processes that died, and gives up its own when the others take this process for dead.

A process that was frozen may come back at any instant and believe that it never was away. The engine then refuses to
record what it does for jobs that belong to another, and everything a job does to the outside may be done twice; still
it stops all work here as soon as it finds out.
"""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.errors import ServiceFailed
from bot.job.engine import DurableEngine
from bot.job.lease import ProcessLease

logger = logging.getLogger(__name__)

#: How often this process shows that it lives, and looks whether the others do.
_LOOK_SECONDS = 0.7
#: With each so manieth look, those who died long ago are looked at too.
_LOOKS_BETWEEN_REVIEWS = 40


class Takeover:
    """Watches over the processes that share the jobs; made by `open_takeover`."""

    def __init__(self, lease: ProcessLease, *, engine: DurableEngine, mend: Callable[[], Awaitable[None]]) -> None:
        """Keep the collaborators; `mend` queues jobs that a process stored and did not live to queue."""
        self._lease = lease
        self._engine = engine
        self._mend = mend

    async def run(self) -> None:
        """Watch for ever."""
        for number in itertools.count():
            try:
                await self._look(is_review=number % _LOOKS_BETWEEN_REVIEWS == 0)
            except ServiceFailed as error:
                logger.warning("The other processes could not be looked at: %s", error.code)
            except Exception:
                # The outermost edge of this loop: whatever nobody foresaw must not end the watch over all jobs.
                logger.exception("The watch over the other processes stumbled")
            await asyncio.sleep(_LOOK_SECONDS)

    async def _look(self, *, is_review: bool) -> None:
        if not await self._lease.renew():
            await self._come_back()
        async with self._lease.register.burial(again=False) as dead:
            await self._engine.recover(dead)
        if dead:
            logger.warning("Took over the jobs of %s", ", ".join(dead))
            await self._mend()
        if is_review:
            async with self._lease.register.burial(again=True) as long_dead:
                await self._engine.recover(long_dead)

    async def _come_back(self) -> None:
        """Drop all work, take a new lease, and only then take up again what nobody else has taken meanwhile."""
        await self._engine.interrupt()
        await self._lease.take()
        # The queue may have handed out jobs in between.
        await self._engine.interrupt()
        await self._engine.recover([self._lease.register.process_id])
        logger.warning("This process has a lease again")


@asynccontextmanager
async def open_takeover(takeover: Takeover) -> AsyncIterator[None]:
    """Watch until the block is left."""
    async with asyncio.TaskGroup() as tasks:
        watch = tasks.create_task(takeover.run(), name="takeover")
        try:
            yield
        finally:
            watch.cancel()
