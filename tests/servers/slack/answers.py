"""How answers leave the server; what they say belongs to the pages."""

import json
import secrets

from aiohttp import web


def build_json(payload: object, *, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """Build an answer with Slack's media type and the id of the request."""
    usual = {"Content-Type": "application/json; charset=utf-8", "x-slack-req-id": secrets.token_hex(16)}
    return web.Response(status=status, body=json.dumps(payload).encode(), headers=usual | (headers or {}))


def build_page(title: str, body: str) -> web.Response:
    """Build a page for people."""
    return web.Response(
        text=f"<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>",
        content_type="text/html",
    )
