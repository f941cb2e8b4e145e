"""The chat page and everything else that is served over HTTP."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiohttp import web

from adapters.kling.callback import callback_routes
from adapters.web.app import WebParts, build_web_app
from adapters.web.conversations import Conversations
from adapters.web.guard import LOOPBACK_HOSTS
from adapters.web.media_links import MediaLinks
from bot.application.core import Core
from bot.application.foundations import Foundations
from bot.application.keys import derive_key
from bot.help import build_help
from bot.settings import Settings


@asynccontextmanager
async def serve_chat(
    foundations: Foundations, core: Core, *, conversations: Conversations, operations: Sequence[web.RouteDef]
) -> AsyncIterator[str]:
    """Serve the chat page, stored media, the callback receiver and what operators look at; lend the page's address."""
    settings = foundations.settings
    parts = WebParts(
        jobs=core.jobs,
        notify=core.notifier.obey,
        help_text=build_help(),
        conversations=conversations,
        media=foundations.media,
        take_picture=core.frames.take_picture,
        links=MediaLinks(foundations.secret),
        secret=foundations.secret,
        upload_folder=foundations.work_folder,
        hosts=_allowed_hosts(settings),
    )
    app = build_web_app(parts)
    app.add_routes(callback_routes(derive_key(foundations.secret, purpose="callbacks").encode(), core.wake))
    app.add_routes(operations)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        port = runner.addresses[0][1]
        yield f"http://{settings.host}:{port}"
    finally:
        await runner.cleanup()


def _allowed_hosts(settings: Settings) -> frozenset[str]:
    named = {host.strip() for host in settings.allowed_hosts.split(",") if host.strip()}
    if settings.public_base_url:
        named.add(urlsplit(settings.public_base_url).hostname or "")
    return frozenset({*LOOPBACK_HOSTS, settings.host, *named})
