"""What is being dealt with right now, so that leaving loses nothing that somebody was promised."""

import asyncio
import logging

logger = logging.getLogger(__name__)


class RunningHandlers:
    """Knows the tasks that deal with what people did."""

    def __init__(self) -> None:
        """Begin with nothing to do and open to everything."""
        self._tasks: set[asyncio.Task[object]] = set()
        self._is_closing = False

    def join(self) -> bool:
        """Have the current task finished before the bot leaves; return False when it leaves already."""
        task = asyncio.current_task()
        if self._is_closing or task is None:
            return False
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return True

    async def drain(self, *, within_seconds: float) -> None:
        """Take nothing more and wait for what was taken, but not for ever."""
        self._is_closing = True
        if not self._tasks:
            return
        _, unfinished = await asyncio.wait(set(self._tasks), timeout=within_seconds)
        if unfinished:
            logger.warning("%s handlers were not finished when the bot left", len(unfinished))
