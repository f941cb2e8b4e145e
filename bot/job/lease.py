"""The lease by which a process shows the others that it lives, and its own knowledge of whether they believe it.

Which others there are, and who of them is dead, is the register's business.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from bot.errors import ServiceBusy, ServiceFailed
from bot.messages import storage as sentences

logger = logging.getLogger(__name__)

#: A lost lease is asked for again this often.
_JOIN_PAUSE_SECONDS = 0.5


class ProcessRegister(Protocol):
    """Knows the processes that share the jobs, and which of them are dead."""

    @property
    def process_id(self) -> str:
        """Return the id of this process's present life."""

    @property
    def lease_seconds(self) -> float:
        """Return how long a process may be silent before it counts as dead."""

    async def join(self) -> bool:
        """Count as living from now on; return False while another still takes this process's jobs over."""

    async def renew(self) -> None:
        """Prove that this process lives; raise `ServiceBusy` when it counts as dead or cannot know."""

    def burial(self, *, again: bool) -> AbstractAsyncContextManager[Sequence[str]]:
        """Lend the ids of processes that died; none of them can come back before the end of the block.

        `again` lends also those that were lent before. When the block fails, they are lent anew the next time.
        """


class ProcessLease:
    """The place of this process among the living."""

    def __init__(self, register: ProcessRegister, *, read_clock: Callable[[], float] = time.monotonic) -> None:
        """Begin without a lease; `read_clock` returns seconds that go on while the process is frozen."""
        self.register = register
        self._read_clock = read_clock
        self._proven_at = float("-inf")

    def require(self) -> None:
        """Raise `ServiceBusy` unless the others surely take this process for alive at this moment."""
        if self._read_clock() - self._proven_at >= self.register.lease_seconds:
            raise ServiceBusy(sentences.process_was_silent(), code="lease_lost")

    async def renew(self) -> bool:
        """Prove that this process lives; return False when it may have died in the eyes of the others."""
        asked_at = self._read_clock()
        try:
            await self.register.renew()
        except ServiceFailed as error:
            logger.warning("This process lost its lease: %s", error.code)
            return False
        self._proven_at = asked_at
        return True

    async def take(self) -> None:
        """Take a lease, however long that needs."""
        while True:
            asked_at = self._read_clock()
            try:
                if await self.register.join():
                    self._proven_at = asked_at
                    return
            except ServiceFailed as error:
                logger.warning("This process has no lease yet: %s", error.code)
            await asyncio.sleep(_JOIN_PAUSE_SECONDS)
