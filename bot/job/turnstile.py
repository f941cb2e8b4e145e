"""Lets what people asked for be done a few at a time, so that the next person is heard at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_MOST_AT_ONCE = 1
#: Whoever waits for the network or for a large picture does not hold the others up.
_LONGEST_STAY_SECONDS = 0.1


class Turnstile:
    """Bounds how much is done at once; what takes long makes room for others and goes on."""

    def __init__(self, *, most: int = _MOST_AT_ONCE, stay_seconds: float = _LONGEST_STAY_SECONDS) -> None:
        """Let `most` pass at once, each of which counts for `stay_seconds` at the longest."""
        self._room = asyncio.Semaphore(most)
        self._stay_seconds = stay_seconds

    @asynccontextmanager
    async def passage(self) -> AsyncIterator[None]:
        """Wait for room and count until the end of the block or of the longest stay."""
        await self._room.acquire()
        stay = _Stay(self._room)
        timer = asyncio.get_running_loop().call_later(self._stay_seconds, stay.end)
        try:
            yield
        finally:
            timer.cancel()
            stay.end()


class _Stay:
    """One passage, which ends once."""

    def __init__(self, room: asyncio.Semaphore) -> None:
        self._room = room
        self._is_over = False

    def end(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._room.release()
