"""Posts and edits cards."""

import logging
from contextlib import AsyncExitStack
from dataclasses import replace

import discord

from adapters.discord.age_limit import check_age_limit
from adapters.discord.card import draw_card, name_picture, read_texts
from adapters.discord.connection import DiscordConnection
from adapters.discord.errors import UNKNOWN_MESSAGE, CallRejected, NotAgeRestricted, calling_discord
from adapters.discord.places import channel_id_of
from adapters.discord.posted import PostedMessage
from bot.errors import ServiceFailed
from bot.job.card import Card
from bot.job.job import ReplyAddress
from bot.ports import MediaStore

logger = logging.getLogger(__name__)

_DESCRIPTION_LENGTH = 1000


class CardPosting:
    """Keeps the messages that show cards."""

    def __init__(self, connection: DiscordConnection, *, media: MediaStore) -> None:
        """Take thumbnails from `media`."""
        self._connection = connection
        self._media = media

    async def post(self, address: ReplyAddress, card: Card) -> PostedMessage:
        """Post a card with its thumbnail."""
        channel = await self._connection.open_channel(channel_id_of(address))
        if card.is_age_restricted and not await self._may_show_picture(address):
            card = replace(card, pictures=())
        async with AsyncExitStack() as stack:
            picture = await self._open_picture(card, stack)
            view = draw_card(card, has_picture=picture is not None)
            async with calling_discord():
                message = await channel.send(
                    view=view,
                    files=[] if picture is None else [picture],
                    nonce=f"c{card.job_id}",
                    allowed_mentions=discord.AllowedMentions.none(),
                )
        posted = PostedMessage(channel_id=channel.id, message_id=message.id)
        if read_texts(discord.ui.LayoutView.from_message(message)) != read_texts(view):
            # The marker was known: an earlier life posted this card and could not tell anybody.
            await self.edit(posted, card)
        return posted

    async def edit(self, posted: PostedMessage, card: Card) -> None:
        """Show a card's new state; one that somebody deleted stays deleted."""
        channel = await self._connection.open_channel(posted.channel_id)
        message = channel.get_partial_message(posted.message_id)
        try:
            await self._edit_message(message, card, has_picture=name_picture(card) is not None)
        except CallRejected:
            # The message has no thumbnail when its picture was gone by the time.
            await self._edit_message(message, card, has_picture=False)

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
        return discord.File(path, filename=name, description=description[:_DESCRIPTION_LENGTH])
