"""Posts results: in their thread, in its channel, or by direct message where those are closed; never twice."""

import logging
from collections.abc import Sequence

from adapters.slack.connection import SlackConnection
from adapters.slack.places import is_direct, open_conversation
from adapters.slack.posted import PostedMessage
from adapters.slack.result import draw_result
from adapters.slack.text import is_member, mention_channel
from adapters.slack.video_post import VideoPosting
from bot.errors import PlaceUnreachable
from bot.job.card import ResultPost
from bot.job.job import ReplyAddress
from bot.messages import slack_card as sentences

logger = logging.getLogger(__name__)


class ResultPosting:
    """Brings finished videos to those who asked."""

    def __init__(self, connection: SlackConnection, *, videos: VideoPosting) -> None:
        """Post through `connection`."""
        self._connection = connection
        self._videos = videos

    async def post(self, address: ReplyAddress, result: ResultPost) -> PostedMessage:
        """Post a result once; raise `PlaceUnreachable` where neither place nor person can be reached."""
        closed = PlaceUnreachable(sentences.only_for_you(), code="slack_not_age_restricted")
        remark = sentences.only_for_you()
        if not result.is_age_restricted or is_direct(address.place):
            for place in _list_places(address, result):
                try:
                    return await self._videos.post(place, draw_result(result))
                except PlaceUnreachable as error:
                    logger.info("A result's place is closed: %s", error.code, extra={"job_id": result.job_id})
                    closed = error
            remark = sentences.could_not_post_there(mention_channel(address.place))
        conversation = await self._open_conversation(address, result, closed=closed)
        return await self._videos.post(conversation, draw_result(result, remark=remark))

    async def _open_conversation(
        self, address: ReplyAddress, result: ResultPost, *, closed: PlaceUnreachable
    ) -> ReplyAddress:
        if not is_member(result.requester) or is_direct(address.place):
            raise closed
        client = await self._connection.client_for(address.tenant)
        conversation = await open_conversation(client, result.requester.id)
        return address.model_copy(update={"place": conversation.channel_id, "thread": None})


def _list_places(address: ReplyAddress, result: ResultPost) -> Sequence[ReplyAddress]:
    """Return where a result may stand: in its thread, or in the channel of a thread that is closed by now."""
    channel = address.model_copy(update={"thread": None})
    thread = address.thread or _find_card(address, result)
    return (channel,) if thread is None else (address.model_copy(update={"thread": thread}), channel)


def _find_card(address: ReplyAddress, result: ResultPost) -> str | None:
    """Return the card's message, under which its result stands; in direct messages threads only hide things."""
    if result.card_message_id is None or is_direct(address.place):
        return None
    card = PostedMessage.parse(result.card_message_id)
    return card.timestamp if card.channel_id == address.place else None
