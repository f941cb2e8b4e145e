"""Channels as places of jobs: where something stands, who may see it, and what is missing to post there."""

import logging
import re
from collections.abc import Iterable

import discord

from adapters.discord.errors import calling_discord
from adapters.discord.text import PLATFORM
from bot.errors import ServiceFailed
from bot.job.job import ReplyAddress, Requester

logger = logging.getLogger(__name__)

#: Without these nothing can be posted.
_NEEDED = discord.Permissions(view_channel=True, send_messages=True, attach_files=True)
_NEEDED_IN_THREADS = discord.Permissions(view_channel=True, send_messages_in_threads=True, attach_files=True)
#: Everything the bot is invited with: answering its own cards and finding its own posts again need more.
WANTED_PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    attach_files=True,
    embed_links=True,
    read_message_history=True,
)


def locate(channel: object, *, guild_id: int | None) -> ReplyAddress:
    """Return the address of a channel or thread.

    A thread stands in its channel, which says who may see it; a private thread stands alone, because it is not to be
    seen by everybody who sees its channel.
    """
    tenant = str(guild_id or "")
    channel_id = str(getattr(channel, "id", ""))
    if isinstance(channel, discord.Thread) and not channel.is_private():
        return ReplyAddress(platform=PLATFORM, tenant=tenant, place=str(channel.parent_id), thread=channel_id)
    return ReplyAddress(platform=PLATFORM, tenant=tenant, place=channel_id)


def is_age_restricted(channel: object) -> bool:
    """Tell whether only adults may look into a channel, or into the channel of a thread."""
    is_nsfw = getattr(channel, "is_nsfw", None)
    return bool(is_nsfw and is_nsfw())


def channel_id_of(address: ReplyAddress) -> int:
    """Return the id of the channel or thread that an address leads to."""
    return int(address.thread or address.place)


def list_missing(
    permissions: discord.Permissions, *, is_thread: bool = False, needed: discord.Permissions | None = None
) -> tuple[str, ...]:
    """Return what is missing in the words of Discord's settings: of `needed`, or of what posting takes."""
    wanted = needed or (_NEEDED_IN_THREADS if is_thread else _NEEDED)
    missing = discord.Permissions(wanted.value & ~permissions.value)
    # Naming every permission there is takes longer than the rest of an order's checks, and mostly nothing is missing.
    return tuple(name.replace("_", " ").title() for name, is_set in missing if is_set) if missing.value else ()


async def find_channel(guilds: Iterable[discord.Guild], name: str, *, person: Requester) -> ReplyAddress | None:
    """Return the channel with this id or name, where the person may see it; people from elsewhere see public ones."""
    found = [channel for guild in guilds for channel in guild.channels if name in {str(channel.id), channel.name}]
    visible = [channel for channel in found if await _may_see(channel, person=person)]
    # A name that several servers use names no place.
    if len(visible) != 1:
        return None
    return locate(visible[0], guild_id=visible[0].guild.id)


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


def mention_channels(text: str) -> str:
    """Turn channel ids after a hash, as the core spells places, into names that can be clicked."""
    return re.sub(r"#([0-9]{15,20})\b", r"<#\1>", text)
