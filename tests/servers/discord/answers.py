"""How JSON leaves the server; what it says belongs to the pages."""

import json

from aiohttp import web


def build_json(payload: object, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Build an answer whose media type says nothing of a charset, as the real one."""
    body = json.dumps(payload).encode()
    return web.Response(status=status, body=body, headers={"Content-Type": "application/json"} | (headers or {}))


def build_empty() -> web.Response:
    """Build the answer that says nothing."""
    return web.Response(status=204)
