"""Sends the bytes of a file to where Slack told us to, straight from the disk."""

import asyncio
from pathlib import Path

import aiohttp

from adapters.slack.errors import calling_slack
from bot.errors import ServiceBusy
from bot.messages import slack as sentences

_UPLOAD_SECONDS = 600.0
_HTTP_OK = 200


async def send_file(session: aiohttp.ClientSession, upload_url: str, *, path: Path) -> None:
    """Stream a file; raise `ServiceBusy` when Slack has not taken it, after which it needs a new address."""
    file = await asyncio.to_thread(path.open, "rb")
    try:
        async with (
            calling_slack(timeout_seconds=_UPLOAD_SECONDS),
            session.post(
                upload_url,
                data=file,
                headers={"Content-Type": "application/octet-stream"},
                allow_redirects=False,
            ) as answer,
        ):
            status = answer.status
            await answer.read()
    finally:
        await asyncio.to_thread(file.close)
    if status != _HTTP_OK:
        raise ServiceBusy(sentences.busy(), code=f"slack_upload_{status}")
