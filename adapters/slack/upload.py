"""Sends the bytes of a file to where Slack told us to, straight from the disk."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp

from adapters.slack.errors import calling_slack
from bot.errors import ServiceBusy
from bot.messages import slack as sentences

_UPLOAD_SECONDS = 600.0
_HTTP_OK = 200
#: So much of a file is in memory at a time; smaller pieces would cost a switch between threads each.
_PIECE_BYTES = 256 * 1024


async def send_file(session: aiohttp.ClientSession, upload_url: str, *, path: Path, size_bytes: int) -> None:
    """Stream a file; raise `ServiceBusy` when Slack has not taken it, after which it needs a new address."""
    async with (
        calling_slack(timeout_seconds=_UPLOAD_SECONDS),
        session.post(
            upload_url,
            data=_read_pieces(path),
            headers={"Content-Type": "application/octet-stream", "Content-Length": str(size_bytes)},
            allow_redirects=False,
        ) as answer,
    ):
        status = answer.status
        await answer.read()
    if status != _HTTP_OK:
        raise ServiceBusy(sentences.busy(), code=f"slack_upload_{status}")


async def _read_pieces(path: Path) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        while piece := await asyncio.to_thread(file.read, _PIECE_BYTES):
            yield piece
    finally:
        file.close()
