"""Sees to it that of many processes which hear of one event only one answers it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.errors import ServiceFailed

logger = logging.getLogger(__name__)

#: So long a process that knows less leaves an event to the others; Discord waits for three seconds.
_COURTESY_SECONDS = 1.0

Claim = Callable[[str], Awaitable[bool]]


async def claim_everything(_name: str) -> bool:
    """Stand for a process that hears alone."""
    return True


class EventGate:
    """Claims events for this process."""

    def __init__(self, claim: Claim = claim_everything, *, courtesy_seconds: float = _COURTESY_SECONDS) -> None:
        """Ask `claim`, which returns True in the first process that asks for a name."""
        self._claim = claim
        self._courtesy_seconds = courtesy_seconds

    async def may_answer(self, event_id: int, *, leaves_to_others: bool = False) -> bool:
        """Tell whether this process answers an event; with `leaves_to_others` those who know more are asked first."""
        if self._claim is claim_everything:
            return True
        if leaves_to_others:
            await asyncio.sleep(self._courtesy_seconds)
        try:
            return await self._claim(f"discord:{event_id}")
        except ServiceFailed as error:
            # Whoever asked must hear something, and without the database nothing can be ordered twice.
            logger.warning("An event could not be claimed: %s", error.code)
            return True
