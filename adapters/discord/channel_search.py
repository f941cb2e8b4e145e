"""Finds channels by id or name for people who may see them.

A client that listens knows all channels. One that only posts, or has just come, asks Discord and believes the answer
for a while.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

import discord

from adapters.discord.connection import DiscordConnection
from adapters.discord.errors import calling_discord
from adapters.discord.places import locate
from adapters.discord.text import PLATFORM
from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.job.job import ReplyAddress, Requester

logger = logging.getLogger(__name__)

#: A channel that was closed to people must soon be closed to announcements too.
_BELIEVED_FOR = timedelta(minutes=1)
_MOST_REMEMBERED = 1000
#: Discord's ids are never shorter; names that look like one are not worth a question.
_SHORTEST_ID = 15

_Answer = TypeVar("_Answer")
Clock = Callable[[], datetime]


def _read_clock() -> datetime:
    return datetime.now(UTC)


class ChannelSearch:
    """Looks channels up in all servers of the bot."""

    def __init__(self, connection: DiscordConnection, *, clock: Clock = _read_clock) -> None:
        """Ask through `connection`."""
        self._connection = connection
        self._homes: _Memory[int | None] = _Memory(clock)
        self._channels: _Memory[Sequence[discord.abc.GuildChannel]] = _Memory(clock)
        #: Those who ask for the same at the same time ask once.
        self._turn = asyncio.Lock()

    async def find(self, name: str, *, person: Requester) -> ReplyAddress | None:
        """Return the channel with this id or name, where the person may see it; people from elsewhere see public ones.

        Raise `ServiceBusy` where Discord has to be asked and does not answer.
        """
        client = await self._connection.lend_client()
        found = [one for one in await self._list_channels(client, name) if name in {str(one.id), one.name}]
        visible = [channel for channel in found if await _may_see(channel, person=person)]
        # A name that several servers use names no place.
        if len(visible) != 1:
            return None
        return locate(visible[0], guild_id=visible[0].guild.id)

    async def _list_channels(self, client: discord.Client, name: str) -> Sequence[discord.abc.GuildChannel]:
        if client.is_ready() and not any(guild.unavailable for guild in client.guilds):
            return _list_known(client, name)
        async with self._turn:
            try:
                return await self._ask(client, name)
            except ServiceBusy:
                raise
            except ServiceFailed as error:
                logger.info("A channel could not be looked up: %s", error.code)
                return ()

    async def _ask(self, client: discord.Client, name: str) -> Sequence[discord.abc.GuildChannel]:
        if _is_id(name):
            home = await self._homes.recall(int(name), partial(_fetch_home, client, int(name)))
            guild_ids = [] if home is None else [home]
        else:
            async with calling_discord():
                guild_ids = [guild.id async for guild in client.fetch_guilds(limit=None, with_counts=False)]
        found: list[discord.abc.GuildChannel] = []
        for guild_id in guild_ids:
            found += await self._channels.recall(guild_id, partial(_fetch_channels, client, guild_id))
        return found


class _Memory(Generic[_Answer]):
    """Remembers what Discord said for as long as it is believed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[int, tuple[datetime, _Answer]] = {}

    async def recall(self, key: int, fetch: Callable[[], Awaitable[_Answer]]) -> _Answer:
        """Return what was said last, or `fetch` it."""
        known = self._known.get(key)
        if known is not None and timedelta(0) <= self._clock() - known[0] < _BELIEVED_FOR:
            return known[1]
        answer = await fetch()
        self._known.pop(key, None)
        self._known[key] = self._clock(), answer
        if len(self._known) > _MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
        return answer


def _is_id(name: str) -> bool:
    return name.isdecimal() and len(name) >= _SHORTEST_ID


def _list_known(client: discord.Client, name: str) -> Sequence[discord.abc.GuildChannel]:
    known = client.get_channel(int(name)) if _is_id(name) else None
    if isinstance(known, discord.abc.GuildChannel):
        return [known]
    return [channel for guild in client.guilds for channel in guild.channels]


async def _fetch_home(client: discord.Client, channel_id: int) -> int | None:
    """Return the server of a channel; None for conversations and for channels that the bot may not see."""
    try:
        async with calling_discord():
            channel = await client.fetch_channel(channel_id)
    except PlaceUnreachable:
        return None
    guild = getattr(channel, "guild", None)
    return None if guild is None else guild.id


async def _fetch_channels(client: discord.Client, guild_id: int) -> Sequence[discord.abc.GuildChannel]:
    """Return the channels of a server, which know the rights of its roles; none where it is not ours."""
    try:
        async with calling_discord():
            guild = await client.fetch_guild(guild_id, with_counts=False)
            return await guild.fetch_channels()
    except PlaceUnreachable:
        return ()


async def _may_see(channel: discord.abc.GuildChannel, *, person: Requester) -> bool:
    if isinstance(channel, discord.CategoryChannel):
        return False
    if channel.permissions_for(channel.guild.default_role).view_channel:
        return True
    if person.platform != PLATFORM or not person.id.isdecimal():
        return False
    try:
        async with calling_discord():
            member = await channel.guild.fetch_member(int(person.id))
    except ServiceFailed as error:
        logger.info("A member could not be looked up: %s", error.code)
        return False
    return channel.permissions_for(member).view_channel
