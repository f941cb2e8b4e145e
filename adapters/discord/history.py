"""Finds what was posted already, when nobody remembers whether a post went through."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import discord

from adapters.discord.errors import calling_discord
from bot.errors import PlaceUnreachable

logger = logging.getLogger(__name__)

#: Ten calls.
_MOST_MESSAGES = 1000
#: Discord's clock and ours may differ by so much.
_CLOCK_ALLOWANCE = timedelta(minutes=1)


def find_earliest(moment: datetime | None) -> datetime | None:
    """Return from when on to look for what cannot have been posted before a moment of our clock."""
    return None if moment is None else moment - _CLOCK_ALLOWANCE


async def find_own_message(
    channel: discord.abc.Messageable,
    matches: Callable[[discord.Message], bool],
    *,
    me: int,
    after: datetime | None,
) -> discord.Message | None:
    """Return the latest message of ours that matches and came after a moment.

    What is looked for was mostly posted just before the bot ended, and its job may have waited for hours before.
    """
    try:
        async with calling_discord():
            async for message in channel.history(limit=_MOST_MESSAGES, after=after, oldest_first=False):
                if message.author.id == me and matches(message):
                    return message
    except PlaceUnreachable as error:
        # Without the right to read the history, only Discord's own memory of the last minutes protects.
        logger.info("A channel's history cannot be read: %s", error.code)
    return None
