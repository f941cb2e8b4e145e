"""Finds where a message for one person may stand, as long as any place is open. What it says is not known here.

It stands in the thread of their job, in its channel, or in their direct messages.
"""

from collections.abc import Sequence

from adapters.slack.connection import SlackConnection
from adapters.slack.places import is_direct, open_conversation
from adapters.slack.posted import PostedMessage
from adapters.slack.text import is_member
from bot.errors import PlaceUnreachable
from bot.job.job import ReplyAddress, Requester


def list_places(address: ReplyAddress, *, card_message_id: str | None) -> Sequence[ReplyAddress]:
    """Return the thread of the job or of its card, and the channel, in the order in which they are tried."""
    channel = address.model_copy(update={"thread": None})
    thread = address.thread or _find_card(address, card_message_id)
    return (channel,) if thread is None else (address.model_copy(update={"thread": thread}), channel)


async def find_conversation(
    connection: SlackConnection, address: ReplyAddress, person: Requester, *, closed: PlaceUnreachable
) -> ReplyAddress:
    """Return the direct messages with a person; raise `closed`, which led there, where there are no others."""
    if not is_member(person) or is_direct(address.place):
        raise closed
    client = await connection.client_for(address.tenant)
    conversation = await open_conversation(client, person.id)
    return address.model_copy(update={"place": conversation.channel_id, "thread": None})


def _find_card(address: ReplyAddress, message_id: str | None) -> str | None:
    """Return the card's message, under which others stand; in direct messages threads only hide things."""
    if message_id is None or is_direct(address.place):
        return None
    card = PostedMessage.parse(message_id)
    return card.timestamp if card.channel_id == address.place else None
