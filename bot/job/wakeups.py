"""Wake-up hints: a callback or a click cuts a watcher's sleep short; missing one only costs time."""

import asyncio


class WakeUps:
    """One event per watched job, within this process."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._events: dict[str, asyncio.Event] = {}

    def wake(self, job_id: str) -> None:
        """End the current wait of a job's watcher; without a watcher this does nothing."""
        event = self._events.get(job_id)
        if event is not None:
            event.set()

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
