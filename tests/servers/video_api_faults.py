"""Ways in which a server of the video API can go wrong; each stands in for one answer of `tests.servers.video_api`."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.fakes.leaping_loop import leap
from tests.servers.video_api_errors import ErrorRow

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
#: Answers a request in the place of the handler that it is given.
Fault = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]

HTML_PAGE = b"<!doctype html><html><title>Bad gateway</title><body>Bad gateway</body></html>"
_HEARING_SECONDS = 0.02
#: Longer than the client's longest limit, and the server's own.
_SILENCE_SECONDS = 1000.0


def answer_error(row: ErrorRow, *, headers: dict[str, str] | None = None) -> Fault:
    """Answer with a documented error, having done nothing."""

    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        return row.build_response(headers=headers)

    return fault


def answer_error_after(row: ErrorRow) -> Fault:
    """Do what was asked and answer with an error all the same."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        await handler(request)
        return row.build_response()

    return fault


def answer_page(status: int = 502, *, headers: dict[str, str] | None = None) -> Fault:
    """Answer with the HTML page of some server in between."""

    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        return web.Response(status=status, body=HTML_PAGE, content_type="text/html", headers=headers)

    return fault


def answer_page_after(status: int = 502) -> Fault:
    """Do what was asked, and answer with the HTML page of some server in between all the same."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        await handler(request)
        return web.Response(status=status, body=HTML_PAGE, content_type="text/html")

    return fault


def answer_body(body: bytes, *, status: int = 200, content_type: str = "application/json") -> Fault:
    """Answer with these bytes, having done nothing."""

    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        return web.Response(status=status, body=body, content_type=content_type)

    return fault


def answer_json(value: object, *, status: int = 200) -> Fault:
    """Answer with this JSON, having done nothing."""

    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        return web.json_response(value, status=status)

    return fault


def garble_after() -> Fault:
    """Do what was asked, and break the answer off in the middle of its JSON."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        await handler(request)
        return web.Response(body=b'{"created":1757169743,"id":"task-uni', content_type="application/json")

    return fault


def drop_before() -> Fault:
    """Close the connection without doing anything."""

    async def fault(request: web.Request, _handler: Handler) -> web.StreamResponse:
        return _hang_up(request)

    return fault


def drop_after() -> Fault:
    """Do what was asked, then close the connection without a word."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        await handler(request)
        return _hang_up(request)

    return fault


def stay_silent() -> Fault:
    """Do what was asked, but say nothing until nobody listens any more."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        await handler(request)
        return await _sit_out()

    return fault


def drip(*, start: bytes = b" ", content_type: str = "application/json") -> Fault:
    """Begin an answer and send no more of it until nobody listens any more."""

    async def fault(request: web.Request, _handler: Handler) -> web.StreamResponse:
        await _begin_stream(request, start, content_type=content_type)
        return await _sit_out()

    return fault


def answer_in_chunks(body: bytes, *, content_type: str) -> Fault:
    """Answer with these bytes without a word of how many there are."""

    async def fault(request: web.Request, _handler: Handler) -> web.StreamResponse:
        return await _begin_stream(request, body, content_type=content_type)

    return fault


def redirect_to(location: str, *, status: int = 302) -> Fault:
    """Send the caller elsewhere."""

    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": location})

    return fault


def truncate(body: bytes, *, announced: int, content_type: str = "video/mp4") -> Fault:
    """Announce more bytes than are sent."""

    async def fault(request: web.Request, _handler: Handler) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": content_type, "Content-Length": str(announced)})
        await response.prepare(request)
        await response.write(body)
        return _hang_up(request)

    return fault


async def _begin_stream(request: web.Request, start: bytes, *, content_type: str) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": content_type})
    await response.prepare(request)
    await response.write(start)
    return response


async def _sit_out() -> web.StreamResponse:
    """Let more time have passed than any caller bears, and never answer."""
    # What was said by now is mostly heard within this moment; heard later, it costs the caller real patience.
    await asyncio.sleep(_HEARING_SECONDS)
    leap(_SILENCE_SECONDS)
    return await asyncio.Future[web.StreamResponse]()


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
