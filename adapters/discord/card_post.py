"""Posts and edits cards."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import discord

from adapters.discord.age_limit import check_age_limit
from adapters.discord.card import draw_card, name_picture
from adapters.discord.card_mark import shows_card_of
from adapters.discord.connection import DiscordConnection
from adapters.discord.errors import (
    UNKNOWN_MESSAGE,
    CallRejected,
    NotAgeRestricted,
    ThreadArchived,
    WordsBlocked,
    calling_discord,
)
from adapters.discord.history import find_earliest, find_own_message
from adapters.discord.new_message import SentMessage, read_small_file, send_message
from adapters.discord.places import channel_id_of
from adapters.discord.posted import PostedMessage
from bot.errors import PlaceUnreachable, ServiceFailed
from bot.job.card import Card
from bot.job.job import ReplyAddress
from bot.messages import discord as sentences
from bot.ports import MediaStore

logger = logging.getLogger(__name__)

_DESCRIPTION_LENGTH = 1000
_MOST_REMEMBERED = 1000
#: Discord speaks of a few minutes.
_MARKER_LIFETIME = timedelta(minutes=2)

_Answer = TypeVar("_Answer")


class CardPosting:
    """Keeps the messages that show cards."""

    def __init__(
        self, connection: DiscordConnection, *, media: MediaStore, marker_lifetime: timedelta = _MARKER_LIFETIME
    ) -> None:
        """Take thumbnails from `media`; for `marker_lifetime` Discord surely knows a marker again."""
        self._connection = connection
        self._media = media
        self._marker_lifetime = marker_lifetime
        #: Jobs whose cards cannot be shown. Discord shuts out who asks for what was refused again and again.
        self._dropped: OrderedDict[str, None] = OrderedDict()

    async def post(self, address: ReplyAddress, card: Card) -> PostedMessage:
        """Post a card with its thumbnail; one that an earlier life posted is found and changed."""
        channel_id = channel_id_of(address)
        earlier = await self._find_earlier(channel_id, card)
        if earlier is not None:
            return await self.edit(earlier, card)
        if card.is_age_restricted and not await self._may_show_picture(address):
            card = replace(card, pictures=())
        return await self._unless_dropped(card, lambda: self._post_once(channel_id, card, nonce=f"c{card.job_id}"))

    async def edit(self, posted: PostedMessage, card: Card) -> PostedMessage:
        """Show a card's new state and return its message; one that somebody deleted stays deleted.

        In a thread that was archived, only the end is told, by a new message that wakes the thread.
        """
        try:
            await self._unless_dropped(card, lambda: self._edit_once(posted, card))
        except ThreadArchived:
            if not card.state.is_final:
                raise
            return await self._post_once(posted.channel_id, replace(card, pictures=()), nonce=f"e{card.job_id}")
        return posted

    async def _unless_dropped(self, card: Card, show: Callable[[], Awaitable[_Answer]]) -> _Answer:
        """Show a card; after a refusal, try no more but for its end, which is worth another try."""
        if card.job_id in self._dropped and not card.state.is_final:
            raise PlaceUnreachable(sentences.place_closed(), code="discord_card_dropped")
        try:
            return await show()
        except PlaceUnreachable:
            self._drop(card)
            raise

    def _drop(self, card: Card) -> None:
        self._dropped[card.job_id] = None
        if len(self._dropped) > _MOST_REMEMBERED:
            self._dropped.popitem(last=False)

    async def _post_once(self, channel_id: int, card: Card, *, nonce: str) -> PostedMessage:
        try:
            message = await self._send(channel_id, card, nonce=nonce)
        except WordsBlocked:
            card = replace(card, prompt="")
            message = await self._send(channel_id, card, nonce=nonce)
        posted = PostedMessage(channel_id=channel_id, message_id=message.id)
        if not message.is_as_sent:
            # The marker was known: an earlier life posted this card and could not tell anybody.
            await self._edit_once(posted, card)
        return posted

    async def _find_earlier(self, channel_id: int, card: Card) -> PostedMessage | None:
        """Look for a card where so long after the order Discord may have forgotten the marker of an earlier try."""
        if discord.utils.utcnow() - card.started_at < self._marker_lifetime:
            return None
        client, channel = await self._connection.lend_client(), await self._connection.open_channel(channel_id)
        found = await find_own_message(
            channel,
            lambda message: shows_card_of(message, job_id=card.job_id),
            me=0 if client.user is None else client.user.id,
            after=find_earliest(card.started_at),
        )
        return None if found is None else PostedMessage(channel_id=channel_id, message_id=found.id)

    async def _send(self, channel_id: int, card: Card, *, nonce: str) -> SentMessage:
        client = await self._connection.lend_client()
        async with AsyncExitStack() as stack:
            picture = await self._open_picture(card, stack)
            view = draw_card(card, has_picture=picture is not None)
            async with calling_discord():
                return await send_message(client, channel_id, view, file=picture, nonce=nonce)

    async def _edit_once(self, posted: PostedMessage, card: Card) -> None:
        channel = await self._connection.open_channel(posted.channel_id)
        message = channel.get_partial_message(posted.message_id)
        try:
            await self._edit_message(message, card, has_picture=name_picture(card) is not None)
        except CallRejected:
            # The message has no thumbnail when its picture was gone by the time.
            await self._edit_message(message, card, has_picture=False)
        except WordsBlocked:
            await self._edit_message(message, replace(card, prompt=""), has_picture=name_picture(card) is not None)

    async def _edit_message(self, message: discord.PartialMessage, card: Card, *, has_picture: bool) -> None:
        view, nobody = draw_card(card, has_picture=has_picture), discord.AllowedMentions.none()
        async with calling_discord():
            try:
                if has_picture:
                    await message.edit(view=view, allowed_mentions=nobody)
                else:
                    await message.edit(view=view, attachments=[], allowed_mentions=nobody)
            except discord.NotFound as error:
                if error.code != UNKNOWN_MESSAGE:
                    raise
                logger.info("A card was deleted by somebody", extra={"job_id": card.job_id})
                self._drop(card)

    async def _may_show_picture(self, address: ReplyAddress) -> bool:
        try:
            await check_age_limit(self._connection, address, channel_id=channel_id_of(address))
        except NotAgeRestricted:
            return False
        return True

    async def _open_picture(self, card: Card, stack: AsyncExitStack) -> discord.File | None:
        name = name_picture(card)
        if name is None:
            return None
        key, description = card.pictures[0]
        try:
            path = await stack.enter_async_context(self._media.local_copy(key))
        except ServiceFailed:
            logger.info("A card's picture is gone", extra={"job_id": card.job_id})
            return None
        content = await asyncio.to_thread(read_small_file, path)
        return discord.File(
            path if content is None else content, filename=name, description=description[:_DESCRIPTION_LENGTH]
        )
