"""Finished videos, streamed to disk from wherever the API says they are. The API key never comes here."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientConnectorError, ClientError, ClientResponse, ClientSession, ClientTimeout

from adapters.kling.settings import KlingLimits, build_user_agent
from adapters.kling.video_file import is_video, is_whole
from bot.address_guard import check_public_url
from bot.errors import ServiceBusy, ServiceFailed
from bot.messages import service as sentences

logger = logging.getLogger(__name__)

MOST_REDIRECTS = 3

#: So much is read and written at a time, and so little is in memory of any video.
_CHUNK_BYTES = 256 * 1024
_PAGE_TYPES = ("text/", "application/json", "application/xml", "application/xhtml")
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_REDIRECTS = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.SEE_OTHER,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)


class DownloadFault(StrEnum):
    """What went wrong with a download; the value is the error's code."""

    UNSAFE = "result_unsafe"
    REDIRECTS = "result_redirects"
    EXPIRED = "result_expired"
    TOO_LARGE = "result_too_large"
    REFUSED = "result_refused"
    UNREACHABLE = "result_unreachable"
    INTERRUPTED = "result_interrupted"
    TRUNCATED = "result_truncated"
    IS_A_PAGE = "result_is_a_page"
    IS_NO_VIDEO = "result_is_no_video"
    NOT_WRITTEN = "result_not_written"


@dataclass(frozen=True, kw_only=True)
class ResultDownload:
    """Downloads results; nothing of one call is left behind when it fails."""

    #: Reaches everything; used for the trusted origins only.
    own_session: ClientSession
    #: Reaches public addresses only.
    public_session: ClientSession
    #: Such as `http://127.0.0.1:8080`.
    trusted_origins: frozenset[str]
    limits: KlingLimits

    async def fetch(self, url: str, *, to: Path) -> None:
        """Stream the video at `url` into `to`, which appears only when it is whole.

        Raise `ServiceBusy` when a later attempt makes sense and `ServiceFailed` when it does not.
        """
        for attempt in range(1, self.limits.attempts):
            try:
                return await self._attempt(url, to)
            except ServiceBusy as busy:
                logger.info("Download attempt %s failed", attempt, extra={"error_code": busy.code})
            await asyncio.sleep(self.limits.pause_seconds * 2 ** (attempt - 1))
        return await self._attempt(url, to)

    async def _attempt(self, url: str, to: Path) -> None:
        try:
            await self._receive(url, to)
        except (ClientError, TimeoutError) as error:
            raise _retry_later(DownloadFault.INTERRUPTED) from error
        except OSError as error:
            raise _retry_later(DownloadFault.NOT_WRITTEN) from error

    async def _receive(self, url: str, to: Path) -> None:
        part = to.with_name(f"{to.name}.part")
        try:
            async with asyncio.timeout(self.limits.download_seconds):
                await self._follow(url, part)
            await asyncio.to_thread(_place_whole, part, to)
        except BaseException:
            await asyncio.to_thread(part.unlink, missing_ok=True)
            raise

    async def _follow(self, url: str, part: Path) -> None:
        address = url
        for _ in range(MOST_REDIRECTS + 1):
            target = await self._fetch_from(address, part)
            if target is None:
                return
            address = _join(address, target)
        raise _give_up(DownloadFault.REDIRECTS, sentences.result_unsafe())

    async def _fetch_from(self, url: str, part: Path) -> str | None:
        """Write the video, or return where it lies instead."""
        session = self._choose_session(url)
        timeout = ClientTimeout(
            total=None, sock_connect=self.limits.connect_seconds, sock_read=self.limits.silence_seconds
        )
        headers = {"User-Agent": build_user_agent(), "Accept": "video/*", "Accept-Encoding": "identity"}
        try:
            async with session.get(
                url, headers=headers, allow_redirects=False, timeout=timeout, read_bufsize=_CHUNK_BYTES
            ) as response:
                if response.status in _REDIRECTS and "Location" in response.headers:
                    return response.headers["Location"]
                self._check_headers(response)
                await self._write(response, part)
        except ClientConnectorError as error:
            raise _retry_later(DownloadFault.UNREACHABLE) from error
        return None

    def _choose_session(self, url: str) -> ClientSession:
        try:
            if build_origin(url) in self.trusted_origins:
                return self.own_session
            check_public_url(url, allows_http=True)
        except ValueError as error:
            raise _give_up(DownloadFault.UNSAFE, sentences.result_unsafe()) from error
        return self.public_session

    def _check_headers(self, response: ClientResponse) -> None:
        if response.status in _GONE:
            raise _give_up(DownloadFault.EXPIRED, sentences.result_expired())
        if response.status != HTTPStatus.OK:
            raise _retry_later(DownloadFault.REFUSED)
        if response.content_type.startswith(_PAGE_TYPES):
            raise _retry_later(DownloadFault.IS_A_PAGE)
        if (response.content_length or 0) > self.limits.result_bytes:
            raise _give_up(DownloadFault.TOO_LARGE, sentences.result_too_large(self.limits.result_bytes))

    async def _write(self, response: ClientResponse, part: Path) -> None:
        size = 0
        async for chunk in _read_large_chunks(response):
            if size == 0 and not is_video(chunk):
                raise _retry_later(DownloadFault.IS_NO_VIDEO)
            size += len(chunk)
            if size > self.limits.result_bytes:
                raise _give_up(DownloadFault.TOO_LARGE, sentences.result_too_large(self.limits.result_bytes))
            await asyncio.to_thread(_append, part, chunk)
        if size == 0:
            raise _retry_later(DownloadFault.TRUNCATED)


def build_origin(url: str) -> str:
    """Return the scheme and host of a URL, such as `http://127.0.0.1:8080`; raise `ValueError` for what is none."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _join(address: str, target: str) -> str:
    try:
        return urljoin(address, target)
    except ValueError as error:
        raise _give_up(DownloadFault.UNSAFE, sentences.result_unsafe()) from error


def _append(part: Path, chunk: bytearray) -> None:
    with part.open("ab") as file:
        file.write(chunk)


def _place_whole(part: Path, to: Path) -> None:
    """Give a file its name if it is whole."""
    if not is_whole(part):
        raise _retry_later(DownloadFault.TRUNCATED)
    part.replace(to)


async def _read_large_chunks(response: ClientResponse) -> AsyncIterator[bytearray]:
    # A host that drips single bytes must not cause a thread switch for each.
    buffer = bytearray()
    async for chunk in response.content.iter_any():
        buffer += chunk
        if len(buffer) >= _CHUNK_BYTES:
            yield buffer
            buffer = bytearray()
    if buffer:
        yield buffer


def _retry_later(fault: DownloadFault) -> ServiceBusy:
    return ServiceBusy(sentences.result_not_fetched(), code=fault.value)


def _give_up(fault: DownloadFault, sentence: str) -> ServiceFailed:
    return ServiceFailed(sentence, code=fault.value)
