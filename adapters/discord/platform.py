"""Discord as the core sees it: cards, results and notices become messages of the bot, each at most once."""

import logging

import discord

from adapters.discord.card_post import CardPosting
from adapters.discord.channel_search import ChannelSearch
from adapters.discord.connection import DiscordConnection
from adapters.discord.errors import ThreadArchived, calling_discord
from adapters.discord.failure_post import FailurePosting
from adapters.discord.notice_post import NoticePosting
from adapters.discord.posted import PostedMessage
from adapters.discord.result_post import ResultPosting
from adapters.discord.text import PLATFORM
from adapters.discord.video_post import VideoPosting
from bot.job.card import Card, FailurePost, Notice, ResultPost
from bot.job.job import ReplyAddress, Requester
from bot.ports import MediaStore

logger = logging.getLogger(__name__)

_CARD_INTERVAL_SECONDS = 5.0
#: A channel bears five messages and five edits in five seconds. One of the five is left alone: a channel that has none
#: left makes the library hold answers back, and more than are left when it goes on are refused.
_PLACE_INTERVAL_SECONDS = 1.25


class DiscordPlatform:
    """Posts the core's messages with the bot's own token, so that they outlive restarts and interactions."""

    def __init__(
        self,
        connection: DiscordConnection,
        *,
        media: MediaStore,
        videos: VideoPosting,
    ) -> None:
        """Post through `connection`, with pictures from `media`."""
        self._connection = connection
        self._cards = CardPosting(connection, media=media)
        self._results = ResultPosting(connection, videos=videos)
        self._failures = FailurePosting(connection)
        self._notices = NoticePosting(connection, videos=videos)
        self._channels = ChannelSearch(connection)

    @property
    def name(self) -> str:
        """Return the name that reply addresses carry."""
        return PLATFORM

    @property
    def card_interval_seconds(self) -> float:
        """Return the shortest time between two edits of a card."""
        return _CARD_INTERVAL_SECONDS

    @property
    def place_interval_seconds(self) -> float:
        """Return the shortest time between two edits in one channel."""
        return _PLACE_INTERVAL_SECONDS

    @property
    def tenant_interval_seconds(self) -> float:
        """Return the shortest time between two edits in one server; Discord counts channels only."""
        return 0.0

    @property
    def shows_posters(self) -> bool:
        """Tell that Discord makes posters of its own."""
        return False

    async def show_card(self, address: ReplyAddress, card: Card, *, message_id: str | None) -> str:
        """Post the card, or edit the message that shows it; a card that somebody deleted stays deleted."""
        if message_id is None:
            return (await self._cards.post(address, card)).spell(address=address)
        return (await self._cards.edit(PostedMessage.parse(message_id, address=address), card)).spell(address=address)

    async def post_result(self, address: ReplyAddress, result: ResultPost) -> str:
        """Post the finished video; bring it by direct message where its place is closed by now."""
        return (await self._results.post(address, result)).spell(address=address)

    async def post_failure(self, address: ReplyAddress, failure: FailurePost) -> str:
        """Tell who asked that there is no video, by direct message where the place is closed by now."""
        return (await self._failures.post(address, failure)).spell(address=address)

    async def delete_post(self, address: ReplyAddress, message_id: str) -> None:
        """Remove one of our messages; nothing happens when it is gone already."""
        try:
            posted = PostedMessage.parse(message_id, address=address)
        except ValueError:
            logger.info("A message that never was cannot be deleted")
            return
        try:
            await self._delete(posted)
        except ThreadArchived:
            await self._wake_thread(posted.channel_id)
            await self._delete(posted)

    async def _delete(self, posted: PostedMessage) -> None:
        channel = await self._connection.open_channel(posted.channel_id)
        async with calling_discord():
            try:
                await channel.get_partial_message(posted.message_id).delete()
            except discord.NotFound:
                logger.info("A message was deleted already")

    async def _wake_thread(self, thread_id: int) -> None:
        """Let a thread that was archived be changed; one that was locked stays as it is."""
        client = await self._connection.lend_client()
        async with calling_discord():
            thread = await client.fetch_channel(thread_id)
            if isinstance(thread, discord.Thread):
                await thread.edit(archived=False)

    async def post_notice(self, address: ReplyAddress, notice: Notice) -> str:
        """Post an announcement."""
        return str(await self._notices.post(address, notice))

    async def find_place(self, name: str, *, person: Requester) -> ReplyAddress | None:
        """Return the channel with this id or name, where the person may see it."""
        return await self._channels.find(name, person=person)
