"""When the stores are swept: soon after the start and then every hour, whatever becomes of a single sweep."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from bot.errors import ServiceFailed
from bot.retention.sweep import Sweeper

logger = logging.getLogger(__name__)

SWEEP_EVERY_SECONDS = 3600.0
#: A start has better things to do.
FIRST_SWEEP_SECONDS = 60.0


async def keep_sweeping(sweeper: Sweeper, *, clock: Callable[[], datetime]) -> None:
    """Sweep again and again, for ever."""
    pause = FIRST_SWEEP_SECONDS
    while True:
        await asyncio.sleep(pause)
        pause = SWEEP_EVERY_SECONDS
        try:
            await sweeper.sweep(clock())
        except ServiceFailed as error:
            logger.warning("A sweep was cut short: %s", error.code)
        except Exception:
            # The outermost edge of the schedule: what broke one sweep must not end all that come after.
            logger.exception("A sweep broke")
