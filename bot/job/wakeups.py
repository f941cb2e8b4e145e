"""Wake-up hints: a callback or a click cuts a watcher's sleep short; missing one only costs time."""

import asyncio
from collections.abc import Callable


class WakeUps:
    """One event per watched job within this process, and a word to the others for jobs that are watched elsewhere."""

    def __init__(self, *, tell_others: Callable[[str], None] | None = None) -> None:
        """Begin with nobody waiting; `tell_others` is called with a job's id where no watcher is here."""
        self._events: dict[str, asyncio.Event] = {}
        self._tell_others = tell_others

    def wake(self, job_id: str) -> None:
        """End the current wait of a job's watcher, wherever it is; without a watcher this does nothing."""
        if not self.wake_here(job_id) and self._tell_others is not None:
            self._tell_others(job_id)

    def wake_here(self, job_id: str) -> bool:
        """End the current wait of a job's watcher in this process; return whether there is one."""
        event = self._events.get(job_id)
        if event is not None:
            event.set()
        return event is not None

    async def wait(self, job_id: str, seconds: float) -> None:
        """Sleep until the time has passed or somebody calls `wake`."""
        event = self._events.setdefault(job_id, asyncio.Event())
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            return
        finally:
            self._events.pop(job_id, None)
