"""Posts results: in their thread, in its channel, or by direct message where those are closed; never twice."""

import logging

from adapters.slack.connection import SlackConnection
from adapters.slack.ladder import find_conversation, list_places
from adapters.slack.places import is_direct
from adapters.slack.posted import PostedMessage
from adapters.slack.result import draw_result
from adapters.slack.text import mention_channel
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
            for place in list_places(address, card_message_id=result.card_message_id):
                try:
                    return await self._videos.post(place, draw_result(result))
                except PlaceUnreachable as error:
                    logger.info("A result's place is closed: %s", error.code, extra={"job_id": result.job_id})
                    closed = error
            remark = sentences.could_not_post_there(mention_channel(address.place))
        conversation = await find_conversation(self._connection, address, result.requester, closed=closed)
        return await self._videos.post(conversation, draw_result(result, remark=remark))
