"""Channels as places of jobs: where something stands, who may see it, and what is missing to post there."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import discord

from adapters.discord.text import PLATFORM
from bot.job.job import ReplyAddress

#: Without these nothing can be posted.
_NEEDED = discord.Permissions(view_channel=True, send_messages=True, attach_files=True)
_NEEDED_IN_THREADS = discord.Permissions(view_channel=True, send_messages_in_threads=True, attach_files=True)
#: Where the library's names are not those of Discord's settings.
_OTHER_NAMES: Mapping[str, str] = MappingProxyType(
    {"read_messages": "View Channel", "send_messages_in_threads": "Send Messages in Threads"}
)
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
    return tuple(_name_permission(name) for name, is_set in missing if is_set) if missing.value else ()


def _name_permission(name: str) -> str:
    """Return what Discord's settings call a permission that the library has this name for."""
    return _OTHER_NAMES.get(name) or name.replace("_", " ").title()


def mention_channels(text: str) -> str:
    """Turn channel ids after a hash, as the core spells places, into names that can be clicked."""
    return re.sub(r"#([0-9]{15,20})\b", r"<#\1>", text)
