"""What is read without a key: files by their unguessable links, the explaining page, the OpenAPI document."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from adapters.studio.gateway import name_base_url
from adapters.studio.settings import HOUR_SECONDS, StudioSettings
from adapters.studio.studio import Studio
from adapters.studio.task import TaskState

_RESULT_NAME = re.compile(r"[0-9a-f]{32}")
_PAGE_PATH = Path(__file__).with_name("pages") / "index.html"
# Uploads come from strangers: a browser must neither guess their type nor run what is in them.
_FILE_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=3600",
}
# A browser that opens a video shows it in a page of its own making, which has to load it from here; no sandbox can.
_RESULT_HEADERS = {
    **_FILE_HEADERS,
    "Content-Security-Policy": "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'",
    "Content-Type": "video/mp4",
}
#: What may stand in a command that people paste into a shell.
_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:\[\]/_-]+")
_EXAMPLE_ADDRESS = "http://127.0.0.1:8090"

PublicHandler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def build_file_handler(studio: Studio) -> PublicHandler:
    """Return the handler that serves uploads."""

    async def serve_file(request: web.Request) -> web.StreamResponse:
        upload = studio.uploads.find(request.match_info["file_id"])
        if upload is None:
            raise web.HTTPNotFound
        headers = {**_FILE_HEADERS, "Content-Type": upload.mime_type}
        return web.FileResponse(studio.uploads.get_path(upload), headers=headers)

    return serve_file


def build_result_handler(studio: Studio) -> PublicHandler:
    """Return the handler that serves finished videos until they expire."""

    async def serve_result(request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if not _RESULT_NAME.fullmatch(name) or not _is_live(studio, name):
            raise web.HTTPNotFound
        path = studio.desk.get_result_path(name)
        if not await asyncio.to_thread(path.exists):
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=_RESULT_HEADERS)

    return serve_result


def build_page_handler(settings: StudioSettings) -> PublicHandler:
    """Return the handler that serves the explaining page, whose commands name the address it was called by."""
    page = _PAGE_PATH.read_text(encoding="utf-8")
    for name, value in _list_page_facts(settings).items():
        page = page.replace(f"{{{{{name}}}}}", value)

    async def serve_page(request: web.Request) -> web.StreamResponse:
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        address = name_base_url(request, settings)
        shown = address if _PLAIN_ADDRESS.fullmatch(address) else _EXAMPLE_ADDRESS
        text = page.replace("{{base_url}}", shown)
        return web.Response(text=text, content_type="text/html", headers={"Content-Security-Policy": policy})

    return serve_page


def build_document_handler(document: dict[str, object]) -> PublicHandler:
    """Return the handler that serves the OpenAPI document."""
    body = json.dumps(document, indent=1).encode()

    async def serve_document(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=body, content_type="application/json")

    return serve_document


def _list_page_facts(settings: StudioSettings) -> dict[str, str]:
    return {
        "result_time": f"{settings.lifetimes.result_seconds / HOUR_SECONDS:g} hours",
        "upload_time": f"{settings.lifetimes.upload_seconds / HOUR_SECONDS:g} hours",
        "submissions": str(settings.limits.submissions_per_minute),
        "calls": str(settings.limits.calls_per_minute),
    }


def _is_live(studio: Studio, result_name: str) -> bool:
    oldest = studio.clock() - studio.settings.lifetimes.result_seconds
    task = studio.register.find_by_result(result_name)
    return (
        task is not None and task.state is TaskState.COMPLETED and task.ended_at is not None and task.ended_at > oldest
    )
