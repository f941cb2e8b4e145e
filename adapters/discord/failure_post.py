"""Posts the news that there is no video: in the place of its job, or by direct message where that is closed; once."""

import logging
from dataclasses import dataclass, replace

import discord

from adapters.discord.connection import DiscordConnection
from adapters.discord.errors import CallRejected, WordsBlocked, calling_discord
from adapters.discord.history import find_earliest, find_own_message
from adapters.discord.ladder import find_card, list_places, open_conversation, refer_to
from adapters.discord.places import channel_id_of
from adapters.discord.post_mark import PostMark, build_post_mark
from adapters.discord.posted import PostedMessage
from adapters.discord.result import draw_failure_text
from adapters.discord.text import allow_mention
from bot.errors import PlaceUnreachable
from bot.job.card import FailurePost
from bot.job.job import ReplyAddress
from bot.messages import discord as sentences

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _FailureMessage:
    """The news on its way into one channel."""

    channel: discord.PartialMessageable
    failure: FailurePost
    #: The card's message, when it stands in the same channel.
    card_id: int | None = None
    #: Says why it stands here and not where the video was asked for.
    remark: str | None = None

    @property
    def mark(self) -> PostMark:
        return build_post_mark(self.failure.marker)

    async def send(self) -> discord.Message:
        """Send it; what the library raises passes through."""
        mark = self.mark
        return await self.channel.send(
            draw_failure_text(self.failure, remark=self.remark, reference=mark.reference),
            reference=refer_to(self.channel, self.card_id),  # type: ignore[arg-type] # None is taken; only the hints leave it out
            nonce=mark.nonce,
            allowed_mentions=allow_mention(self.failure.requester),
        )


class FailurePosting:
    """Tells those who asked that there is no video."""

    def __init__(self, connection: DiscordConnection) -> None:
        """Post through `connection`."""
        self._connection = connection

    async def post(self, address: ReplyAddress, failure: FailurePost) -> PostedMessage:
        """Post the news once; raise `PlaceUnreachable` where neither place nor person can be reached."""
        for channel_id in list_places(address):
            try:
                channel = await self._connection.open_channel(channel_id)
                card_id = find_card(channel_id, address, failure.card_message_id)
                return await self._post_once(_FailureMessage(channel=channel, failure=failure, card_id=card_id))
            except PlaceUnreachable as error:
                logger.info("A failure's place is closed: %s", error.code, extra={"job_id": failure.job_id})
                closed = error
        conversation = await open_conversation(self._connection, failure.requester, closed=closed)
        remark = sentences.told_here(str(channel_id_of(address)))
        return await self._post_once(_FailureMessage(channel=conversation, failure=failure, remark=remark))

    async def _post_once(self, message: _FailureMessage) -> PostedMessage:
        found = await self._find(message) or await _send(message)
        return PostedMessage(channel_id=message.channel.id, message_id=found.id)

    async def _find(self, message: _FailureMessage) -> discord.Message | None:
        client = await self._connection.lend_client()
        me = 0 if client.user is None else client.user.id
        after = find_earliest(message.failure.since)
        return await find_own_message(message.channel, message.mark.is_on, me=me, after=after)


async def _send(message: _FailureMessage) -> discord.Message:
    try:
        return await _send_in_words(message)
    except CallRejected:
        # Answering another message needs the right to read the history; posting does not.
        if message.card_id is None:
            raise
        return await _send_in_words(replace(message, card_id=None))


async def _send_in_words(message: _FailureMessage) -> discord.Message:
    """Send it with its reason, or without where the server's own rules object to a word of that."""
    try:
        async with calling_discord():
            return await message.send()
    except WordsBlocked:
        brief = replace(message, failure=replace(message.failure, reason=""))
        async with calling_discord():
            return await brief.send()
