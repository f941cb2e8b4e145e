"""Sees to it that of many processes which are told of one deed only one answers it.

Slack brings anything to any of the connections that are open, and brings it again to another one when it is in doubt.
"""

import logging
from collections.abc import Awaitable, Callable

from adapters.slack.occasion import Occasion
from bot.errors import ServiceFailed

logger = logging.getLogger(__name__)

Claim = Callable[[str], Awaitable[bool]]


async def claim_everything(_name: str) -> bool:
    """Stand for a process that is told of everything alone."""
    return True


class EventGate:
    """Claims what people did for this process."""

    def __init__(self, claim: Claim = claim_everything) -> None:
        """Ask `claim`, which returns True in the first process that asks for a name."""
        self._claim = claim

    async def may_answer(self, occasion: Occasion) -> bool:
        """Tell whether this process answers what somebody did."""
        try:
            is_ours = await self._claim(f"slack:{occasion.event_id}")
        except ServiceFailed as error:
            # Whoever asked must hear something, and without the database nothing can be ordered twice.
            logger.warning("Something that was done could not be claimed: %s", error.code)
            return True
        if not is_ours:
            logger.info("Another process answers what was told here too")
        return is_ours
