"""Where a file of ours stands: Slack shares files some time after it said that it has, and sometimes never."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import calling_slack
from adapters.slack.posted import PostedMessage

#: The pauses before each look; a share that takes longer is looked for later.
USUAL_PAUSES_SECONDS = (0.5, 1.0, 2.0, 4.0, 4.0, 4.0)


async def fetch_share(client: AsyncWebClient, file_id: str, *, channel_id: str) -> PostedMessage | None:
    """Return the message that shows a file, or None while there is none; raise `FileGone` for an unknown file."""
    async with calling_slack():
        answer = await client.files_info(file=file_id)
    return read_share(answer.get("file") or {}, file_id=file_id, channel_id=channel_id)


async def await_share(
    client: AsyncWebClient, file_id: str, *, channel_id: str, pauses_seconds: Sequence[float]
) -> PostedMessage | None:
    """Look for a share after each pause, or at once where there is none; return None when it does not come in time."""
    for pause_seconds in pauses_seconds or (0.0,):
        await asyncio.sleep(pause_seconds)
        posted = await fetch_share(client, file_id, channel_id=channel_id)
        if posted is not None:
            return posted
    return None


def read_share(file: Mapping[str, Any], *, file_id: str, channel_id: str) -> PostedMessage | None:
    """Return the message that shows a file, in this channel if there is one, else in any."""
    found = [
        PostedMessage(channel_id=str(channel), timestamp=str(share["ts"]), file_id=file_id)
        for channels in (file.get("shares") or {}).values()
        for channel, shares in channels.items()
        for share in shares
        if share.get("ts")
    ]
    here = [posted for posted in found if posted.channel_id == channel_id]
    return next(iter([*here, *found]), None)
