"""Slack as the core sees it: cards, results and notices become messages of the bot, each at most once."""

import logging

from adapters.slack.card_post import CardPosting
from adapters.slack.channel_search import ChannelSearch
from adapters.slack.errors import DeleteRefused, FileGone, MessageGone, calling_slack
from adapters.slack.failure_post import FailurePosting
from adapters.slack.home_visitors import HomeVisitor, HomeVisitors
from adapters.slack.message_post import PostingTools
from adapters.slack.notice_post import NoticePosting
from adapters.slack.pace import CARD_INTERVAL_SECONDS, WORKSPACE_INTERVAL_SECONDS
from adapters.slack.posted import PostedMessage
from adapters.slack.result_post import ResultPosting
from adapters.slack.text import PLATFORM
from adapters.slack.video_post import VideoPosting
from bot.job.card import Card, FailurePost, Notice, ResultPost
from bot.job.job import ReplyAddress, Requester

logger = logging.getLogger(__name__)


class SlackPlatform:
    """Posts the core's messages with each workspace's own token."""

    def __init__(
        self,
        tools: PostingTools,
        *,
        videos: VideoPosting,
        channels: ChannelSearch,
        visitors: HomeVisitors | None = None,
    ) -> None:
        """Post with `tools`, and tell `visitors` whose jobs have ended."""
        self._connection = tools.connection
        self._cards = CardPosting(tools)
        self._results = ResultPosting(tools.connection, videos=videos)
        self._failures = FailurePosting(tools)
        self._notices = NoticePosting(tools, videos=videos)
        self._channels = channels
        self._visitors = visitors or HomeVisitors()

    @property
    def name(self) -> str:
        """Return the name that reply addresses carry."""
        return PLATFORM

    @property
    def card_interval_seconds(self) -> float:
        """Return the shortest time between two edits of a card."""
        return CARD_INTERVAL_SECONDS

    @property
    def place_interval_seconds(self) -> float:
        """Return the shortest time between two edits in one channel; Slack counts edits by workspace."""
        return 0.0

    @property
    def tenant_interval_seconds(self) -> float:
        """Return the shortest time between two edits in one workspace."""
        return WORKSPACE_INTERVAL_SECONDS

    @property
    def shows_posters(self) -> bool:
        """Tell that Slack makes posters of its own."""
        return False

    async def show_card(self, address: ReplyAddress, card: Card, *, message_id: str | None) -> str:
        """Post the card, or edit the message that shows it; a card that somebody deleted stays deleted."""
        if card.state.is_final:
            self._visitors.note_ending(HomeVisitor(team_id=address.tenant, user_id=card.requester.id))
        if message_id is None:
            return (await self._cards.post(address, card)).spell()
        return (await self._cards.edit(PostedMessage.parse(message_id), card, address=address)).spell()

    async def post_result(self, address: ReplyAddress, result: ResultPost) -> str:
        """Post the finished video; bring it by direct message where its place is closed by now."""
        return (await self._results.post(address, result)).spell()

    async def post_failure(self, address: ReplyAddress, failure: FailurePost) -> str:
        """Tell who asked that there is no video, by direct message where the place is closed by now."""
        return (await self._failures.post(address, failure)).spell()

    async def delete_post(self, address: ReplyAddress, message_id: str) -> None:
        """Remove one of our messages and its file; nothing happens when they are gone already."""
        try:
            posted = PostedMessage.parse(message_id)
        except ValueError:
            logger.info("A message that never was cannot be deleted")
            return
        client = await self._connection.client_for(address.tenant)
        try:
            async with calling_slack():
                await client.chat_delete(channel=posted.channel_id, ts=posted.timestamp)
        except MessageGone:
            logger.info("A message was deleted already")
        except DeleteRefused:
            # Without its file, the message shows nothing any more.
            if posted.file_id is None:
                raise
        if posted.file_id is None:
            return
        try:
            async with calling_slack():
                await client.files_delete(file=posted.file_id)
        except FileGone:
            logger.info("A file was deleted already")

    async def post_notice(self, address: ReplyAddress, notice: Notice) -> str:
        """Post an announcement."""
        return (await self._notices.post(address, notice)).spell()

    async def find_place(self, name: str, *, person: Requester) -> ReplyAddress | None:
        """Return the channel with this id or name, where the person may see it."""
        return await self._channels.find(name, person=person)
