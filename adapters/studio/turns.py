"""Whose turn it is to render: a fixed number of places, given to one owner after another."""

import asyncio
import itertools
from bisect import insort
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What waits for its turn; of one owner's, the lowest rank goes first, whenever it came."""

    owner: str
    task_id: str
    rank: int


@dataclass(frozen=True, kw_only=True)
class _Waiter:
    turn: Turn
    place: asyncio.Future[None]


class FairTurns:
    """Lets `places` tasks run at once; next is who has waited longest since being served, with the lowest rank."""

    def __init__(self, places: int) -> None:
        """Start with all places free."""
        self._free = places
        self._waiting: dict[str, list[_Waiter]] = {}
        self._numbers = itertools.count()
        self._last_served: dict[str, int] = {}

    @asynccontextmanager
    async def take(self, turn: Turn) -> AsyncIterator[None]:
        """Wait for a place and hold it until the block ends."""
        await self._wait(turn)
        try:
            yield
        finally:
            self._free += 1
            self._serve()

    def predict_order(self, turns: Iterable[Turn]) -> list[Turn]:
        """Return `turns`, which wait or soon will, in the order in which they will be served."""
        queues: dict[str, list[Turn]] = {owner: [] for owner in self._waiting}
        for turn in sorted(turns, key=lambda turn: turn.rank):
            queues.setdefault(turn.owner, []).append(turn)
        in_turn = [queues[owner] for owner in sorted(queues, key=self._get_last_served)]
        return [turn for one_round in itertools.zip_longest(*in_turn) for turn in one_round if turn is not None]

    async def _wait(self, turn: Turn) -> None:
        waiter = _Waiter(turn=turn, place=asyncio.get_running_loop().create_future())
        insort(self._waiting.setdefault(turn.owner, []), waiter, key=lambda waiting: waiting.turn.rank)
        self._serve()
        try:
            await waiter.place
        except asyncio.CancelledError:
            self._leave(waiter)
            raise

    def _leave(self, waiter: _Waiter) -> None:
        owner = waiter.turn.owner
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
            owner = min(self._waiting, key=self._get_last_served)
            waiter = self._waiting[owner].pop(0)
            if not self._waiting[owner]:
                del self._waiting[owner]
            if not waiter.place.done():
                self._free -= 1
                self._last_served[owner] = next(self._numbers)
                waiter.place.set_result(None)

    def _get_last_served(self, owner: str) -> int:
        return self._last_served.get(owner, -1)
