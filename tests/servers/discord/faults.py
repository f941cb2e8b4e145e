"""Ways in which REST can go wrong; each stands in for one answer. The gateway's breakdowns stand with the gateway."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from tests.servers.discord.errors import ErrorRow
from tests.servers.discord.rate_limits import build_too_many

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
#: Answers a request in the place of the handler that it is given.
Fault = Callable[[web.Request, Handler], Awaitable[web.StreamResponse]]

HTML_PAGE = b"<!doctype html><html><title>Bad gateway</title><body>Bad gateway</body></html>"


def answer_error(row: ErrorRow) -> Fault:
    """Answer with a documented error, having done nothing."""

    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        return row.build_response()

    return fault


def answer_error_after(row: ErrorRow) -> Fault:
    """Do what was asked and answer with an error all the same."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        await handler(request)
        return row.build_response()

    return fault


def answer_page(status: int = 502) -> Fault:
    """Answer with an HTML page of the network's edge, having done nothing."""

    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        return web.Response(status=status, body=HTML_PAGE, content_type="text/html")

    return fault


def answer_page_after(status: int = 502) -> Fault:
    """Do what was asked and answer with an HTML page of the network's edge all the same."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        await handler(request)
        return web.Response(status=status, body=HTML_PAGE, content_type="text/html")

    return fault


def answer_too_many(
    seconds: float = 0.05, *, scope: str = "user", via: str | None = "1.1 google", code: int = 0
) -> Fault:
    """Ask for patience; the scope is "user", "shared" or "global", the code 30046 for many edits of old messages."""

    async def fault(_request: web.Request, _handler: Handler) -> web.StreamResponse:
        return build_too_many(seconds, scope=scope, via=via, code=code)

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


def wait_before(until: asyncio.Event) -> Fault:
    """Do nothing before `until` is set, then answer as usual."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        await until.wait()
        return await handler(request)

    return fault


def wait_after(until: asyncio.Event) -> Fault:
    """Do what was asked, but say nothing before `until` is set."""

    async def fault(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        await until.wait()
        return response

    return fault


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
