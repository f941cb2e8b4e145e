"""Signed addresses of stored pictures and videos, and the handler that serves them with byte ranges.

What may be seen by whom is decided where links are drawn; whoever holds a valid link may read the bytes.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from urllib.parse import quote, urlencode

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from bot.errors import ServiceFailed
from bot.ports import MediaStore

DAY_SECONDS = 24 * 60 * 60
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".jpg": "image/jpeg",
        ".jpeg": "image/jpeg",
        ".png": "image/png",
        ".webp": "image/webp",
        ".mp4": "video/mp4",
    }
)


def read_clock() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)


class MediaLinks:
    """Makes and checks addresses that open one media key until they expire."""

    def __init__(self, secret: bytes, *, base_url: str = "", clock: Callable[[], datetime] = read_clock) -> None:
        """Sign with `secret`; links start with `base_url`, or with `/` where it is empty."""
        self._secret = hmac.digest(secret, b"media links", hashlib.sha256)
        self._base_url = base_url.rstrip("/")
        self._clock = clock

    def signed_media_url(self, key: str, *, lifetime_seconds: int = DAY_SECONDS) -> str:
        """Return an address that opens `key` for at least `lifetime_seconds`.

        The end is rounded up to whole lifetimes, so that one key keeps one address for a while and browsers can cache.
        """
        now = int(self._clock().timestamp())
        expires = (now // lifetime_seconds + 2) * lifetime_seconds
        query = urlencode({"expires": expires, "signature": self._sign(key, str(expires))})
        return f"{self._base_url}/media/{quote(key)}?{query}"

    def is_valid(self, key: str, *, expires: str, signature: str) -> bool:
        """Tell whether a link was made here for this key and has not expired."""
        is_ours = hmac.compare_digest(self._sign(key, expires).encode(), signature.encode())
        return is_ours and int(expires) > self._clock().timestamp()

    def _sign(self, key: str, expires: str) -> str:
        return hmac.new(self._secret, f"{expires}\n{key}".encode(), hashlib.sha256).hexdigest()


class LentFile(web.FileResponse):
    """A file that its store lends for exactly as long as it is being sent."""

    def __init__(self, path: Path, *, lease: AsyncExitStack, headers: Mapping[str, str]) -> None:
        """Send `path`, then close `lease`."""
        super().__init__(path, headers=headers)
        self._lease = lease

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        """Send the file and give it back."""
        try:
            return await super().prepare(request)
        finally:
            await self._lease.aclose()


class MediaPage:
    """Serves `/media/...`."""

    def __init__(self, media: MediaStore, *, links: MediaLinks) -> None:
        """Serve what is in `media` to holders of valid `links`."""
        self._media = media
        self._links = links

    def routes(self) -> list[web.RouteDef]:
        """List what is served here."""
        return [web.get("/media/{key:.+}", self.send)]

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Send the bytes behind a signed link; answer ranges."""
        key = request.match_info["key"]
        expires, signature = request.query.get("expires", ""), request.query.get("signature", "")
        if not self._links.is_valid(key, expires=expires, signature=signature):
            raise web.HTTPForbidden(text="This link has expired or was changed.")
        lease = AsyncExitStack()
        try:
            path = await lease.enter_async_context(self._media.local_copy(key))
        except ServiceFailed as error:
            raise web.HTTPNotFound(text="This file has been deleted.") from error
        return LentFile(path, lease=lease, headers=_headers(key))


def _headers(key: str) -> dict[str, str]:
    suffix = PurePosixPath(key).suffix.lower()
    return {
        "Content-Type": _TYPES.get(suffix, "application/octet-stream"),
        "Cache-Control": f"private, max-age={DAY_SECONDS}, immutable",
    }
