"""Where the answer to an interaction goes: to where it was asked for, or to direct messages where that is closed."""

from dataclasses import dataclass

import discord

from adapters.discord import places
from adapters.discord.errors import calling_discord
from adapters.discord.places import list_missing, locate
from bot.errors import PlaceUnreachable, RequestRefused
from bot.job.job import ReplyAddress
from bot.messages import discord as sentences


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where a job answers."""

    address: ReplyAddress
    #: Told to the person privately when it is not where they asked.
    detour: str | None = None


async def choose_route(interaction: discord.Interaction, *, is_age_restricted: bool = False) -> Route:
    """Return where the bot can post for as long as a job may take; raise `RequestRefused` where nothing is open.

    Only what a bot posts with its own token can be edited after 15 minutes. So an app that was installed for a person
    and stands in no server posts to their direct messages, whatever channel they are in. What is age-restricted goes
    there too, from channels that are not.
    """
    channel = interaction.channel
    if interaction.guild_id is None:
        if interaction.context.dm_channel and channel is not None:
            return Route(address=locate(channel, guild_id=None))
        return await _detour(interaction.user, sentences.not_a_member())
    if not interaction.is_guild_integration() or channel is None:
        return await _detour(interaction.user, sentences.not_a_member())
    missing = list_missing(interaction.app_permissions, is_thread=isinstance(channel, discord.Thread))
    if missing:
        return await _detour(interaction.user, sentences.permissions_missing(missing))
    if is_age_restricted and not places.is_age_restricted(channel):
        return await _detour(interaction.user, sentences.age_restricted_here())
    return Route(address=locate(channel, guild_id=interaction.guild_id))


async def _detour(person: discord.User | discord.Member, reason: str) -> Route:
    """Open the direct messages with somebody; greeting them proves that they are open before anything is paid."""
    try:
        async with calling_discord():
            conversation = await person.create_dm()
            await conversation.send(sentences.comes_here())
    except PlaceUnreachable as error:
        raise RequestRefused(sentences.nowhere_to_post(reason)) from error
    return Route(address=locate(conversation, guild_id=None), detour=sentences.comes_by_direct_message(reason))
