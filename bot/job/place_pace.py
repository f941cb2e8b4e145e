"""Paces the edits within one place, such as a channel: one per interval, in order of arrival, urgent ones first."""

import asyncio
import heapq
import itertools


class PlacePace:
    """Gives turns to whoever wants to edit something in one place."""

    def __init__(self, interval_seconds: float) -> None:
        """Leave at least `interval_seconds` between two turns."""
        self._interval_seconds = interval_seconds
        self._free_at = 0.0
        self._numbers = itertools.count()
        #: Urgent turns have rank 0. A turn that was hurried stands in here twice; its later place counts for nothing.
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    @property
    def is_idle(self) -> bool:
        """Tell whether forgetting this pace would change nothing."""
        return not self._waiting and asyncio.get_running_loop().time() >= self._free_at

    def ask(self, *, is_urgent: bool) -> asyncio.Future[None]:
        """Return a future that is done when the turn has come; cancelling it gives the turn to the next."""
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        if not self._waiting and loop.time() >= self._free_at:
            self._give(turn)
        else:
            if not self._waiting:
                loop.call_at(self._free_at, self._give_next)
            self._queue(turn, is_urgent=is_urgent)
        return turn

    def hurry(self, turn: asyncio.Future[None]) -> None:
        """Let a turn that was asked for go before all that are not urgent."""
        if not turn.done():
            self._queue(turn, is_urgent=True)

    def _queue(self, turn: asyncio.Future[None], *, is_urgent: bool) -> None:
        heapq.heappush(self._waiting, (0 if is_urgent else 1, next(self._numbers), turn))

    def _give(self, turn: asyncio.Future[None]) -> None:
        self._free_at = asyncio.get_running_loop().time() + self._interval_seconds
        turn.set_result(None)

    def _give_next(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._give(turn)
                break
        if self._waiting:
            asyncio.get_running_loop().call_at(self._free_at, self._give_next)
