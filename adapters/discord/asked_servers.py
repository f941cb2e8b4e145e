"""Servers for processes that do not listen to Discord: asked for when a video is about to be posted, and then known."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import discord

from adapters.discord.errors import calling_discord
from bot.errors import PlaceUnreachable, ServiceFailed

logger = logging.getLogger(__name__)

#: Boosts come and go; what a server said is believed for so long.
_BELIEVED_FOR = timedelta(hours=1)
_MOST_REMEMBERED = 1000


def _read_clock() -> datetime:
    return datetime.now(UTC)


class AskedServers:
    """Remembers what Discord said of servers."""

    def __init__(self, *, clock: Callable[[], datetime] = _read_clock) -> None:
        """Begin with none."""
        self._clock = clock
        self._known: dict[int, tuple[datetime, discord.Guild | None]] = {}

    async def find(self, client: discord.Client, guild_id: int) -> discord.Guild | None:
        """Return a server, or None where Discord does not tell, so that its lowest limits count."""
        asked_at, guild = self._known.get(guild_id, (None, None))
        if asked_at is not None and self._clock() - asked_at < _BELIEVED_FOR:
            return guild
        try:
            async with calling_discord():
                guild = await client.fetch_guild(guild_id, with_counts=False)
        except PlaceUnreachable:
            # It is not ours, and asking again and again would count against us.
            guild = None
        except ServiceFailed as error:
            logger.info("A server could not be asked for: %s", error.code)
            return guild
        self._known.pop(guild_id, None)
        self._known[guild_id] = self._clock(), guild
        if len(self._known) > _MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        return guild
