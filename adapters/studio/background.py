"""Work that goes on beside the calls: every piece is known, ends with the studio, and fails alone."""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

logger = logging.getLogger(__name__)


class Background:
    """Starts work in one task group and keeps hold of it."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        """Start work in `group`."""
        self._group = group
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
        """Begin `work`; an error in it is logged and ends nothing else."""
        task = self._group.create_task(_contain(work, name), name=name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        # Work that is cancelled before its first step would otherwise complain that nobody awaited it.
        task.add_done_callback(lambda _: work.close())
        return task

    async def stop(self) -> None:
        """Cancel all work and wait until it has ended."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(set(self._running))


@asynccontextmanager
async def open_background() -> AsyncIterator[Background]:
    """Run background work until the block ends."""
    try:
        async with asyncio.TaskGroup() as group:
            background = Background(group)
            try:
                yield background
            finally:
                await background.stop()
    except ExceptionGroup as errors:
        # The work contains its errors, so what the group holds is the one error of the block itself.
        error = errors.exceptions[0]
        raise error from error.__cause__


async def _contain(work: Coroutine[object, object, None], name: str) -> None:
    try:
        await work
    except Exception:
        logger.exception("Background work failed", extra={"work": name})
