"""Finds where a message for one person may stand, as long as any place is open. What it says is not known here.

It stands where they asked, in the channel of a thread that is closed by now, or in their direct messages.
"""

import discord

from adapters.discord.connection import DiscordConnection
from adapters.discord.errors import calling_discord
from adapters.discord.places import channel_id_of
from adapters.discord.posted import PostedMessage
from adapters.discord.text import PLATFORM
from bot.errors import PlaceUnreachable
from bot.job.job import ReplyAddress, Requester


def list_places(address: ReplyAddress) -> tuple[int, ...]:
    """Return the channels in which a message may stand, in the order in which they are tried."""
    here = channel_id_of(address)
    return (here,) if address.thread is None else (here, int(address.place))


def find_card(channel_id: int, address: ReplyAddress, message_id: str | None) -> int | None:
    """Return the card's message where one in this channel can answer it."""
    if message_id is None:
        return None
    card = PostedMessage.parse(message_id, address=address)
    return card.message_id if card.channel_id == channel_id else None


def refer_to(channel: discord.PartialMessageable, message_id: int | None) -> discord.MessageReference | None:
    """Return what makes a message the answer to another one in its channel, whether that still stands or not."""
    if message_id is None:
        return None
    return discord.MessageReference(message_id=message_id, channel_id=channel.id, fail_if_not_exists=False)


async def open_conversation(
    connection: DiscordConnection, person: Requester, *, closed: PlaceUnreachable
) -> discord.PartialMessageable:
    """Return the direct messages with a person; raise `closed`, which led there, for somebody Discord does not know."""
    if person.platform != PLATFORM or not person.id.isdecimal():
        raise closed
    client = await connection.lend_client()
    async with calling_discord():
        conversation = await client.create_dm(discord.Object(int(person.id)))
    return await connection.open_channel(conversation.id)
