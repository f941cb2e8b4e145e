"""Ways in which a request can go wrong; each stands in for one answer. The sockets' breakdowns stand with them."""

import asyncio
import math
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.servers.slack.answers import build_json
from tests.servers.slack.methods import Method, Place

WebHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]
#: Answers a request in the place of the handler that it is given.
Fault = Callable[[web.Request, WebHandler], Awaitable[web.StreamResponse]]
Spot = Method | Place

HTML_PAGE = b"<!doctype html><html><title>Slack</title><body>Something went wrong.</body></html>"


@dataclass
class Troubles:
    """What is to go wrong, by method or place."""

    waiting: dict[Spot, deque[Fault]] = field(default_factory=dict)
    lasting: dict[Spot, Fault] = field(default_factory=dict)

    def find(self, spot: Spot) -> Fault | None:
        """Take the next fault of a method."""
        waiting = self.waiting.get(spot)
        return waiting.popleft() if waiting else self.lasting.get(spot)

    async def pass_through(self, spot: Spot, request: web.Request, handler: WebHandler) -> web.StreamResponse:
        """Answer a request with the next fault, or well."""
        fault = self.find(spot)
        return await (fault(request, handler) if fault else handler(request))


def answer_error(error: str, **extra: object) -> Fault:
    """Answer with a documented error, having done nothing."""

    async def fault(_request: web.Request, _handler: WebHandler) -> web.StreamResponse:
        return build_json({"ok": False, "error": error, **extra})

    return fault


def answer_error_after(error: str) -> Fault:
    """Do what was asked and answer with an error all the same."""

    async def fault(request: web.Request, handler: WebHandler) -> web.StreamResponse:
        await handler(request)
        return build_json({"ok": False, "error": error})

    return fault


def answer_page(status: int = 503) -> Fault:
    """Answer with an HTML page of the network's edge, having done nothing."""

    async def fault(_request: web.Request, _handler: WebHandler) -> web.StreamResponse:
        return web.Response(status=status, body=HTML_PAGE, content_type="text/html")

    return fault


def answer_page_after(status: int = 503) -> Fault:
    """Do what was asked and answer with an HTML page of the network's edge all the same."""

    async def fault(request: web.Request, handler: WebHandler) -> web.StreamResponse:
        await handler(request)
        return web.Response(status=status, body=HTML_PAGE, content_type="text/html")

    return fault


def answer_too_many(seconds: float = 1) -> Fault:
    """Ask for patience in whole seconds; nothing rounds a 0 up."""

    async def fault(_request: web.Request, _handler: WebHandler) -> web.StreamResponse:
        return build_too_many(seconds)

    return fault


def drop_before() -> Fault:
    """Close the connection without doing anything."""

    async def fault(request: web.Request, _handler: WebHandler) -> web.StreamResponse:
        return _hang_up(request)

    return fault


def drop_after() -> Fault:
    """Do what was asked, then close the connection without a word."""

    async def fault(request: web.Request, handler: WebHandler) -> web.StreamResponse:
        await handler(request)
        return _hang_up(request)

    return fault


def wait_before(until: asyncio.Event) -> Fault:
    """Do nothing before `until` is set, then answer as usual."""

    async def fault(request: web.Request, handler: WebHandler) -> web.StreamResponse:
        await until.wait()
        return await handler(request)

    return fault


def wait_after(until: asyncio.Event) -> Fault:
    """Do what was asked, but say nothing before `until` is set."""

    async def fault(request: web.Request, handler: WebHandler) -> web.StreamResponse:
        response = await handler(request)
        await until.wait()
        return response

    return fault


def build_too_many(seconds: float) -> web.Response:
    """Build the answer that asks for patience."""
    headers = {"Retry-After": str(math.ceil(seconds))}
    return build_json({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def _hang_up(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
