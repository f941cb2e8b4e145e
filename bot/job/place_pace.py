"""Paces what happens in one place, such as a channel: one thing per interval, in order of arrival, urgent ones first.

Platforms count messages that are posted and messages that are edited apart, so each has turns of its own.
"""

import asyncio
import heapq
import itertools
from collections.abc import Mapping, Sequence
from enum import StrEnum
from weakref import WeakValueDictionary

from bot.job.job import ReplyAddress
from bot.ports import ChatPlatform


class Lane(StrEnum):
    """What a turn is for."""

    POST = "post"
    EDIT = "edit"


class PlacePace:
    """Gives turns to whoever wants to do something in one place."""

    def __init__(self, interval_seconds: float) -> None:
        """Leave at least `interval_seconds` between two turns."""
        self._interval_seconds = interval_seconds
        self._is_resting = False
        self._numbers = itertools.count()
        #: Urgent turns have rank 0. A turn that was hurried stands in here twice; its later place counts for nothing.
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    def ask(self, *, is_urgent: bool) -> asyncio.Future[None]:
        """Return a future that is done when the turn has come; cancelling it gives the turn to the next."""
        turn = asyncio.get_running_loop().create_future()
        if self._is_resting:
            self._queue(turn, is_urgent=is_urgent)
        else:
            self._give(turn)
        return turn

    def hurry(self, turn: asyncio.Future[None]) -> None:
        """Let a turn that was asked for go before all that are not urgent."""
        if not turn.done():
            self._queue(turn, is_urgent=True)

    def _queue(self, turn: asyncio.Future[None], *, is_urgent: bool) -> None:
        heapq.heappush(self._waiting, (0 if is_urgent else 1, next(self._numbers), turn))

    def _give(self, turn: asyncio.Future[None]) -> None:
        turn.set_result(None)
        if self._interval_seconds > 0:
            self._is_resting = True
            # While it rests, this keeps it alive.
            asyncio.get_running_loop().call_later(self._interval_seconds, self._end_rest)

    def _end_rest(self) -> None:
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                self._give(turn)
                return
        self._is_resting = False


class PlacePaces:
    """Knows the paces of all places, and those of their servers or workspaces."""

    def __init__(self, platforms: Mapping[str, ChatPlatform]) -> None:
        """Keep the intervals that `platforms` ask for."""
        self._platforms = platforms
        #: A pace that rests from no turn and that nobody holds says nothing, so it is forgotten.
        self._paces: WeakValueDictionary[tuple[ReplyAddress, Lane], PlacePace] = WeakValueDictionary()

    async def wait_to_post(self, address: ReplyAddress, *, is_urgent: bool) -> None:
        """Wait until a place bears another message."""
        for pace in self.list_paces(address, lane=Lane.POST):
            await pace.ask(is_urgent=is_urgent)

    def list_paces(self, address: ReplyAddress, *, lane: Lane) -> Sequence[PlacePace]:
        """Return who has to give a turn: the place, and for edits also its server or workspace."""
        platform = self._platforms.get(address.platform)
        if platform is None:
            return ()
        in_place = self._find(address, lane=lane, interval_seconds=platform.place_interval_seconds)
        if lane is Lane.POST or platform.tenant_interval_seconds == 0:
            return (in_place,)
        tenant = ReplyAddress(platform=address.platform, tenant=address.tenant, place="")
        return (in_place, self._find(tenant, lane=lane, interval_seconds=platform.tenant_interval_seconds))

    def _find(self, place: ReplyAddress, *, lane: Lane, interval_seconds: float) -> PlacePace:
        pace = self._paces.get((place, lane))
        if pace is None:
            pace = self._paces[place, lane] = PlacePace(interval_seconds)
        return pace
