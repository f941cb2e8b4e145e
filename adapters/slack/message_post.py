"""Posts messages, each marker once: it is written down before it is sent and again when it stands."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from adapters.slack.card import DrawnMessage
from adapters.slack.connection import SlackConnection
from adapters.slack.errors import calling_slack
from adapters.slack.file_shares import USUAL_PAUSES_SECONDS
from adapters.slack.history import find_marked_message, mark_message
from adapters.slack.pace import PostPace
from adapters.slack.posted import PostedMessage
from bot.job.job import ReplyAddress
from bot.ports import PostStore
from bot.post_record import PostRecord, PostStage

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class PostingTools:
    """What everything that posts to Slack works with."""

    connection: SlackConnection
    posts: PostStore
    clock: Callable[[], datetime]
    pace: PostPace = field(default_factory=PostPace)
    #: The pauses before each look for a file that should stand in its channel.
    share_pauses: Sequence[float] = USUAL_PAUSES_SECONDS


class MessagePosting:
    """Posts messages."""

    def __init__(self, tools: PostingTools) -> None:
        """Post with `tools`."""
        self._tools = tools

    async def find(self, address: ReplyAddress, *, marker: str) -> PostedMessage | None:
        """Return what was posted under a marker, as far as that is known or can be found out."""
        record = await self._tools.posts.read(marker, place=address)
        if record is None:
            return None
        if record.message_id is not None:
            return PostedMessage.parse(record.message_id)
        client = await self._tools.connection.client_for(address.tenant)
        found = await find_marked_message(client, record.address, marker=marker, since=record.since)
        if found is not None:
            await self._remember(record, found)
        return found

    async def post(self, address: ReplyAddress, message: DrawnMessage, *, marker: str) -> PostedMessage:
        """Post a message unless its marker was posted before; raise what `calling_slack` raises."""
        return await self.find(address, marker=marker) or await self.post_anew(address, message, marker=marker)

    async def post_anew(self, address: ReplyAddress, message: DrawnMessage, *, marker: str) -> PostedMessage:
        """Post a message that surely does not stand yet, or takes the place of one that cannot be changed."""
        tools = self._tools
        client = await tools.connection.client_for(address.tenant)
        await tools.pace.wait(address.tenant, address.place)
        record = PostRecord(marker=marker, address=address, stage=PostStage.SENDING, since=tools.clock())
        await tools.posts.save(record)
        async with calling_slack():
            answer = await client.chat_postMessage(
                channel=address.place,
                thread_ts=address.thread,
                text=message.text,
                blocks=list(message.blocks) or None,
                metadata=mark_message(marker),
                unfurl_links=False,
                unfurl_media=False,
            )
        posted = PostedMessage(
            channel_id=str(answer.get("channel") or address.place), timestamp=str(answer.get("ts") or "")
        )
        await self._remember(record, posted)
        return posted

    async def _remember(self, record: PostRecord, posted: PostedMessage) -> None:
        stands = replace(record, stage=PostStage.POSTED, since=self._tools.clock(), message_id=posted.spell())
        await self._tools.posts.save(stands)
