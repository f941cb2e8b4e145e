"""Runs a studio: starts the render processes, listens, and stops in the right order."""

import asyncio
import logging
import signal
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from aiohttp import web
from aiohttp.abc import AbstractResolver

from adapters.studio.address_guard import AddressGuard
from adapters.studio.assembly import Surroundings, assemble_studio, build_sweeper, count_places
from adapters.studio.background import open_background
from adapters.studio.clock import Clock
from adapters.studio.folder_lock import hold_folder
from adapters.studio.gateway import build_edge, guard_handler
from adapters.studio.openapi import build_document
from adapters.studio.public_routes import (
    build_document_handler,
    build_file_handler,
    build_page_handler,
    build_result_handler,
)
from adapters.studio.render_order import Render
from adapters.studio.render_pool import open_render_pool
from adapters.studio.routes import ROUTES, find_error_style
from adapters.studio.settings import StudioSettings
from adapters.studio.studio import Studio

_SHUTDOWN_SECONDS = 2.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class RunningStudio:
    """A studio that accepts calls."""

    #: Where it listens; links in its answers may have another base.
    base_url: str


@asynccontextmanager
async def open_studio(
    settings: StudioSettings,
    *,
    render: Render | None = None,
    clock: Clock = time.time,
    resolver: AbstractResolver | None = None,
) -> AsyncIterator[RunningStudio]:
    """Serve until the block ends; what is unfinished then is taken up by the next studio on the same folder."""
    guard = AddressGuard(allow_private=settings.allow_insecure_callbacks, resolver=resolver)
    places = count_places(settings)
    async with (
        hold_folder(settings.data_dir),
        guard.open_session() as session,
        open_render_pool(places, settings.limits) as pool,
        open_background() as background,
    ):
        given = Surroundings(
            settings=settings,
            render=render,
            clock=clock,
            guard=guard,
            session=session,
            pool=pool,
            background=background,
        )
        studio = await assemble_studio(given)
        await studio.production.resume()
        background.start(build_sweeper(studio).run(), "sweeper")
        try:
            async with _listen(build_application(studio), settings) as base_url:
                yield RunningStudio(base_url=base_url)
        finally:
            await background.stop()
            await studio.production.suspend()


async def serve_studio(
    settings: StudioSettings, *, announce: Callable[[str], None], render: Render | None = None
) -> None:
    """Serve until the process is asked to end; `announce` is told the base URL once calls are accepted."""
    asked_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked_to_end.set)
    async with open_studio(settings, render=render) as running:
        announce(running.base_url)
        await asked_to_end.wait()
        logger.info("The studio is stopping")


def build_application(studio: Studio) -> web.Application:
    """Return the aiohttp application with all routes."""
    generation = studio.settings.generation
    application = web.Application(
        middlewares=[build_edge(lambda path: find_error_style(path, generation))],
        client_max_size=2 * studio.settings.limits.upload_bytes,
    )
    for route in ROUTES:
        style = find_error_style(route.path, generation)
        path = _exclude_named_routes(route.path)
        application.router.add_route(route.method, path, guard_handler(studio, route.handler, style))
    serve_file = build_file_handler(studio)
    application.router.add_get("/files/{file_id}/{name:.+}", serve_file)
    application.router.add_get("/api/v1/files/download/{file_id}", serve_file)
    application.router.add_get("/results/{name}.mp4", build_result_handler(studio))
    application.router.add_get("/openapi.json", build_document_handler(build_document(generation)))
    application.router.add_get("/", build_page_handler(studio.settings))
    return application


def _exclude_named_routes(path: str) -> str:
    """Keep ids from matching the last words of other routes, whose wrong methods would then seem to exist."""
    return path.replace("{task_id}", "{task_id:(?!batch$)[^/]+}").replace("{file_id}", "{file_id:file_[^/]+}")


@asynccontextmanager
async def _listen(application: web.Application, settings: StudioSettings) -> AsyncIterator[str]:
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=_SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{_name_host(host)}:{port}"
    finally:
        await runner.cleanup()


def _name_host(bound: str) -> str:
    """Return the bound address as it stands in a URL; what is bound to every address is called by loopback."""
    address = ip_address(bound.partition("%")[0])
    if address.is_unspecified:
        return "127.0.0.1"
    return f"[{address}]" if isinstance(address, IPv6Address) else str(address)
