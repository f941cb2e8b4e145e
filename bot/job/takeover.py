"""Takes over the jobs of processes that died, and gives up its own when the others take this process for dead.

A process that was frozen may come back at any instant and believe that it never was away. The engine then refuses to
record what it does for jobs that belong to another, and everything a job does to the outside may be done twice; still
it stops all work here as soon as it finds out.

Three watches run beside each other, so that a process which has much to take over does not look dead meanwhile.
"""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.errors import ServiceFailed
from bot.job.engine import JobEngine
from bot.job.lease import ProcessLease

logger = logging.getLogger(__name__)

#: How often this process shows that it lives, and looks whether the others do.
_LOOK_SECONDS = 0.7
#: With each so manieth look, those who died long ago are looked at too.
_LOOKS_BETWEEN_REVIEWS = 40


class Takeover:
    """Watches over the processes that share the jobs; made by `open_takeover`."""

    def __init__(self, lease: ProcessLease, *, engine: JobEngine, mend: Callable[[], Awaitable[None]]) -> None:
        """Keep the collaborators; `mend` queues jobs that were stored and that nobody lived or managed to queue."""
        self._lease = lease
        self._engine = engine
        self._mend = mend
        self._looks = itertools.count()
        #: Everything that was taken from this process is taken up again.
        self._is_back = True
        #: There may be jobs that are stored and not queued, as at every start.
        self._may_have_orphans = asyncio.Event()
        self._may_have_orphans.set()

    async def run(self) -> None:
        """Watch for ever."""
        async with asyncio.TaskGroup() as tasks:
            for deed in (self._stay_alive, self._bury, self._adopt_orphans):
                tasks.create_task(_repeat(deed), name=deed.__name__)

    async def _stay_alive(self) -> None:
        if self._is_back and await self._lease.renew():
            return
        self._is_back = False
        await self._come_back()
        self._is_back = True
        # What made this process lose its lease may have kept it from queueing jobs as well.
        self._may_have_orphans.set()
        logger.warning("This process has a lease again")

    async def _come_back(self) -> None:
        """Drop all work, take a new lease, and only then take up again what nobody else has taken meanwhile."""
        await self._engine.interrupt()
        await self._lease.take()
        # The queue may have handed out jobs in between.
        await self._engine.interrupt()
        await self._engine.recover([self._lease.register.process_id])

    async def _bury(self) -> None:
        is_review = next(self._looks) % _LOOKS_BETWEEN_REVIEWS == 0
        async with self._lease.register.burial(again=False) as dead:
            await self._engine.recover(dead)
        if dead:
            logger.warning("Took over the jobs of %s", ", ".join(dead))
            self._may_have_orphans.set()
        if is_review:
            async with self._lease.register.burial(again=True) as long_dead:
                await self._engine.recover(long_dead)

    async def _adopt_orphans(self) -> None:
        await self._may_have_orphans.wait()
        self._may_have_orphans.clear()
        try:
            await self._mend()
        except BaseException:
            self._may_have_orphans.set()
            raise


async def _repeat(deed: Callable[[], Awaitable[None]]) -> None:
    """Do something again and again for ever."""
    while True:
        try:
            await deed()
        except ServiceFailed as error:
            logger.warning("The watch over the processes has to wait: %s", error.code)
        except Exception:
            # The outermost edge of this loop: whatever nobody foresaw must not end the watch over all jobs.
            logger.exception("The watch over the processes stumbled")
        await asyncio.sleep(_LOOK_SECONDS)


@asynccontextmanager
async def open_takeover(takeover: Takeover) -> AsyncIterator[None]:
    """Watch until the block is left."""
    async with asyncio.TaskGroup() as tasks:
        watch = tasks.create_task(takeover.run(), name="takeover")
        try:
            yield
        finally:
            watch.cancel()
