"""The receiver of the API's callbacks. Nothing in a callback is believed: it only wakes whoever watches the job."""

import hashlib
import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

_PATH = "/callbacks/{job_id}/{token}"
_LARGEST_BODY_BYTES = 64 * 1024

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def callback_url(base_url: str, *, secret: bytes, job_id: str) -> str:
    """Return the address, unguessable for anybody without the secret, at which the API reports the end of a job."""
    return base_url.rstrip("/") + _PATH.format(job_id=job_id, token=_build_token(secret, job_id))


def callback_routes(secret: bytes, wake: Callable[[str], None]) -> list[web.RouteDef]:
    """Return the receiver's routes; `wake` is called with a job's id, and more than once for repeated callbacks."""
    return [web.post(_PATH, _build_handler(secret, wake))]


def _build_handler(secret: bytes, wake: Callable[[str], None]) -> Handler:
    async def receive_callback(request: web.Request) -> web.StreamResponse:
        job_id = request.match_info["job_id"]
        if not _is_token_of(job_id, request.match_info["token"], secret):
            raise web.HTTPNotFound
        await _drain(request)
        wake(job_id)
        return web.Response(status=204)

    return receive_callback


async def _drain(request: web.Request) -> None:
    size = 0
    async for chunk in request.content.iter_any():
        size += len(chunk)
        if size > _LARGEST_BODY_BYTES:
            raise web.HTTPRequestEntityTooLarge(max_size=_LARGEST_BODY_BYTES, actual_size=size)


def _build_token(secret: bytes, job_id: str) -> str:
    return hmac.new(secret, job_id.encode(), hashlib.sha256).hexdigest()


def _is_token_of(job_id: str, token: str, secret: bytes) -> bool:
    return hmac.compare_digest(token.encode(), _build_token(secret, job_id).encode())
