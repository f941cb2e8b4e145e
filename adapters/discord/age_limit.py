"""Keeps what is for adults out of channels that others can look into."""

from adapters.discord.connection import DiscordConnection
from adapters.discord.errors import NotAgeRestricted, calling_discord
from adapters.discord.places import is_age_restricted
from bot.job.job import ReplyAddress
from bot.messages import discord as sentences


async def check_age_limit(connection: DiscordConnection, address: ReplyAddress, *, channel_id: int) -> None:
    """Raise `NotAgeRestricted` for a channel of a server that not only adults may look into."""
    if address.tenant and not await _is_for_adults(connection, channel_id):
        raise NotAgeRestricted(sentences.no_longer_restricted(str(channel_id)), code="discord_not_age_restricted")


async def _is_for_adults(connection: DiscordConnection, channel_id: int) -> bool:
    client = await connection.lend_client()
    known = client.get_channel(channel_id)
    if known is not None:
        return is_age_restricted(known)
    # Threads that nobody wrote in for a while are in no memory.
    async with calling_discord():
        return is_age_restricted(await client.fetch_channel(channel_id))
