"""Buckets of requests with their headers; the faults that answer 429 without a bucket stand in `faults.py`."""

import asyncio
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import time

from aiohttp import web

from tests.servers.discord.answers import build_json
from tests.servers.discord.routes import INTERACTION_ROUTES, Route

MESSAGE = "You are being rate limited."


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many requests in so many seconds."""

    requests: int
    seconds: float


GENEROUS = Limit(requests=100_000, seconds=1)
#: What has been seen of the real service, per channel or token.
REAL_LIMITS: Mapping[Route, Limit] = {
    Route.CREATE_MESSAGE: Limit(requests=5, seconds=5),
    Route.EDIT_MESSAGE: Limit(requests=5, seconds=5),
    Route.DELETE_MESSAGE: Limit(requests=5, seconds=1),
    Route.FOLLOW_UP: Limit(requests=5, seconds=2),
    Route.EDIT_RESPONSE: Limit(requests=5, seconds=2),
    Route.TYPING: Limit(requests=5, seconds=5),
}
REAL_GLOBAL = Limit(requests=50, seconds=1)


@dataclass
class Window:
    """How much of a limit is used, until when."""

    ends_at: float = 0
    used: int = 0

    def take(self, limit: Limit, now: float) -> bool:
        """Use one request, if there is one left."""
        if now >= self.ends_at:
            self.ends_at, self.used = now + limit.seconds, 0
        self.used += 1
        return self.used <= limit.requests


@dataclass
class RateLimits:
    """Every bucket, and how often one overflowed."""

    limits: Mapping[Route, Limit] = field(default_factory=dict)
    global_limit: Limit = GENEROUS
    overflows: int = 0
    _windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    _whole: Window = field(default_factory=Window)

    def take(self, route: Route, request: web.Request) -> tuple[dict[str, str], web.Response | None]:
        """Count a request; give the headers of its answer, and the answer itself when there were too many."""
        now = asyncio.get_running_loop().time()
        if route not in INTERACTION_ROUTES and not self._whole.take(self.global_limit, now):
            self.overflows += 1
            return {}, build_too_many(self._whole.ends_at - now, scope="global")
        limit = self.limits.get(route, GENEROUS)
        window = self._windows.setdefault((route, find_major(request)), Window())
        is_free = window.take(limit, now)
        headers = _build_headers(route, limit, window, now)
        if is_free:
            return headers, None
        self.overflows += 1
        return headers, build_too_many(window.ends_at - now, scope="user")


def find_major(request: web.Request) -> str:
    """Find the part of the path that gives a bucket of its own."""
    keys = ("channel_id", "guild_id", "interaction_token", "webhook_token")
    return "/".join(request.match_info.get(key, "") for key in keys)


def _build_headers(route: Route, limit: Limit, window: Window, now: float) -> dict[str, str]:
    left_seconds = max(window.ends_at - now, 0)
    return {
        "X-RateLimit-Limit": str(limit.requests),
        "X-RateLimit-Remaining": str(max(limit.requests - window.used, 0)),
        "X-RateLimit-Reset": f"{time() + left_seconds:.3f}",
        "X-RateLimit-Reset-After": f"{left_seconds:.3f}",
        "X-RateLimit-Bucket": hashlib.sha256(route.encode()).hexdigest()[:32],
    }


def build_too_many(seconds: float, *, scope: str, via: str | None = "1.1 google", code: int = 0) -> web.Response:
    """Build the answer that asks for patience; without `via` it is one of the network's edge."""
    is_global = scope == "global"
    headers = {"Retry-After": str(math.ceil(seconds)), "X-RateLimit-Scope": scope}
    if via:
        headers["Via"] = via
    if is_global:
        headers["X-RateLimit-Global"] = "true"
    body = {"message": MESSAGE, "retry_after": round(seconds, 3), "global": is_global, "code": code}
    return build_json(body, status=429, headers=headers)
