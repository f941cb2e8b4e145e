"""Fetches one file from an address that somebody else chose, into a file of ours."""

from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientResponse, ClientSession

from adapters.studio.address_guard import AddressGuard
from adapters.studio.stream import CHUNK_BYTES, StreamTooLarge, write_stream
from bot.errors import RequestRefused

_REDIRECTS = 3
_FETCH_SCHEMES = ("http", "https")


class DownloadFailed(RequestRefused):
    """The file could not be had; the sentence says why."""


@dataclass(frozen=True, kw_only=True)
class Downloader:
    """Fetches through a guarded session only."""

    guard: AddressGuard
    session: ClientSession

    async def fetch_file(self, url: str, target: Path, *, limit_bytes: int) -> None:
        """Stream what is at `url` to `target`; raises `DownloadFailed`, `StreamTooLarge`, `AddressRefused`."""
        address = await self.guard.check(url, schemes=_FETCH_SCHEMES)
        try:
            async with self.session.get(address, max_redirects=_REDIRECTS) as response:
                _check_answer(response, limit_bytes)
                chunks = response.content.iter_chunked(CHUNK_BYTES)
                await write_stream(chunks, target, limit_bytes=limit_bytes)
        except (ClientError, OSError, ValueError) as error:
            message = "The file could not be downloaded from its URL."
            raise DownloadFailed(message) from error


def _check_answer(response: ClientResponse, limit_bytes: int) -> None:
    if not response.ok:
        message = f"The URL answered with status {response.status}."
        raise DownloadFailed(message)
    if (response.content_length or 0) > limit_bytes:
        raise StreamTooLarge(limit_bytes)
