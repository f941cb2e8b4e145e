"""Finds what was posted already, when nobody remembers whether a post went through.

Only direct messages may be read without further rights. Elsewhere this works where the workspace granted the history.
"""

import logging
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import calling_slack
from adapters.slack.posted import PostedMessage
from bot.errors import ServiceBusy, ServiceFailed
from bot.job.job import ReplyAddress

logger = logging.getLogger(__name__)

EVENT_TYPE = "flipbook_post"
#: As many as Slack gives at once.
_MOST_MESSAGES = 999
#: Slack's clock and ours may differ by so much.
_CLOCK_ALLOWANCE = timedelta(minutes=2)
#: What was sent stands after so much time or never. Whatever came later would only be in the way.
_LONGEST_CALL = timedelta(minutes=5)


def mark_message(marker: str) -> dict[str, object]:
    """Return what a message carries, unseen, so that it can be found again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"marker": marker}}


async def find_marked_message(
    client: AsyncWebClient, address: ReplyAddress, *, marker: str, since: datetime
) -> PostedMessage | None:
    """Return the message that carries a marker and was sent at `since`; raise `ServiceBusy` to look again later."""
    oldest = f"{(since - _CLOCK_ALLOWANCE).timestamp():.6f}"
    latest = f"{(since + _LONGEST_CALL + _CLOCK_ALLOWANCE).timestamp():.6f}"
    try:
        async with calling_slack():
            if address.thread is None:
                answer = await client.conversations_history(
                    channel=address.place,
                    oldest=oldest,
                    latest=latest,
                    limit=_MOST_MESSAGES,
                    include_all_metadata=True,
                )
            else:
                answer = await client.conversations_replies(
                    channel=address.place,
                    ts=address.thread,
                    oldest=oldest,
                    latest=latest,
                    limit=_MOST_MESSAGES,
                    include_all_metadata=True,
                )
    except ServiceBusy:
        raise
    except ServiceFailed as error:
        logger.info("A channel's history cannot be read: %s", error.code)
        return None
    for message in answer.get("messages") or ():
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == EVENT_TYPE and payload.get("marker") == marker:
            return PostedMessage(channel_id=address.place, timestamp=str(message.get("ts")))
    return None
