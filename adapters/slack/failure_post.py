"""Posts the news that there is no video: in the place of its job, or by direct message where that is closed; once."""

import logging

from adapters.slack.card import DrawnMessage
from adapters.slack.ladder import find_conversation, list_places
from adapters.slack.message_post import MessagePosting, PostingTools
from adapters.slack.posted import PostedMessage
from adapters.slack.result import draw_failure_text
from adapters.slack.text import mention_channel
from bot.errors import PlaceUnreachable
from bot.job.card import FailurePost
from bot.job.job import ReplyAddress
from bot.messages import slack_card as sentences

logger = logging.getLogger(__name__)


class FailurePosting:
    """Tells those who asked that there is no video."""

    def __init__(self, tools: PostingTools) -> None:
        """Post with `tools`."""
        self._connection = tools.connection
        self._messages = MessagePosting(tools)

    async def post(self, address: ReplyAddress, failure: FailurePost) -> PostedMessage:
        """Post the news once; raise `PlaceUnreachable` where neither place nor person can be reached."""
        for place in list_places(address, card_message_id=failure.card_message_id):
            try:
                return await self._post_in(place, failure)
            except PlaceUnreachable as error:
                logger.info("A failure's place is closed: %s", error.code, extra={"job_id": failure.job_id})
                closed = error
        conversation = await find_conversation(self._connection, address, failure.requester, closed=closed)
        return await self._post_in(conversation, failure, remark=sentences.told_here(mention_channel(address.place)))

    async def _post_in(self, place: ReplyAddress, failure: FailurePost, *, remark: str | None = None) -> PostedMessage:
        drawn = DrawnMessage(text=draw_failure_text(failure, remark=remark), blocks=())
        return await self._messages.post(place, drawn, marker=failure.marker)
