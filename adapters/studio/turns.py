"""Whose turn it is to render: a fixed number of places, given to one owner after another."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class _Waiter:
    task_id: str
    place: asyncio.Future[None]


class FairTurns:
    """Lets `places` tasks run at once; owners take turns, and each owner's tasks go in the order they came."""

    def __init__(self, places: int) -> None:
        """Start with all places free."""
        self._free = places
        # The order of the keys is the order in which owners are served next.
        self._waiting: dict[str, deque[_Waiter]] = {}

    @asynccontextmanager
    async def take(self, owner: str, task_id: str) -> AsyncIterator[None]:
        """Wait for a place and hold it until the block ends."""
        await self._wait(owner, task_id)
        try:
            yield
        finally:
            self._free += 1
            self._serve()

    def list_waiting(self) -> list[str]:
        """Return the ids of waiting tasks in the order in which they will be served."""
        queues = [[waiter.task_id for waiter in queue] for queue in self._waiting.values()]
        rounds = max(map(len, queues), default=0)
        return [queue[number] for number in range(rounds) for queue in queues if number < len(queue)]

    async def _wait(self, owner: str, task_id: str) -> None:
        waiter = _Waiter(task_id=task_id, place=asyncio.get_running_loop().create_future())
        self._waiting.setdefault(owner, deque()).append(waiter)
        self._serve()
        try:
            await waiter.place
        except asyncio.CancelledError:
            self._leave(owner, waiter)
            raise

    def _leave(self, owner: str, waiter: _Waiter) -> None:
        if waiter.place.done() and not waiter.place.cancelled():
            # Cancelled in the very moment the place was given: pass it on.
            self._free += 1
        elif waiter in self._waiting.get(owner, ()):
            self._waiting[owner].remove(waiter)
            if not self._waiting[owner]:
                del self._waiting[owner]
        self._serve()

    def _serve(self) -> None:
        while self._free and self._waiting:
            owner, queue = next(iter(self._waiting.items()))
            waiter = queue.popleft()
            del self._waiting[owner]
            if queue:
                self._waiting[owner] = queue
            if not waiter.place.done():
                self._free -= 1
                waiter.place.set_result(None)
