"""Puts the web chat together: which handlers there are, what stands before them, what starts and stops with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from adapters.web.channels_api import ChannelsApi
from adapters.web.conversations import Conversations
from adapters.web.events import EventsApi
from adapters.web.faults import answer_faults
from adapters.web.guard import LOOPBACK_HOSTS, add_security_headers, build_guard
from adapters.web.identity import Identities
from adapters.web.jobs_api import JobsApi
from adapters.web.media_links import MediaLinks, MediaPage
from adapters.web.messages_api import MessagesApi
from adapters.web.pages import Pages, cache_static_files
from adapters.web.service import JobDesk, NotifyCommand, PictureIntake
from adapters.web.uploads import FormReceiver
from bot.ports import MediaStore
from bot.request.option import Option
from bot.request.options import OPTIONS


@dataclass(frozen=True, kw_only=True)
class WebParts:
    """What the web chat is made of."""

    jobs: JobDesk
    notify: NotifyCommand
    help_text: str
    #: Shared with the `WebPlatform` that posts into the same channels.
    conversations: Conversations
    media: MediaStore
    take_picture: PictureIntake
    links: MediaLinks
    #: Signs cookies; must survive restarts, or everybody becomes a stranger.
    secret: bytes
    #: Where uploads lie while they are dealt with; exists.
    upload_folder: Path
    #: Names, without port, that browsers may use for us.
    hosts: Collection[str] = LOOPBACK_HOSTS
    options: Sequence[Option] = OPTIONS


def build_web_app(parts: WebParts) -> web.Application:
    """Return the application that serves the chat page, its API and media."""
    app = web.Application(middlewares=[answer_faults, build_guard(hosts=parts.hosts)])
    app.add_routes(_list_routes(parts))
    app.on_response_prepare.append(add_security_headers)
    app.on_response_prepare.append(cache_static_files)

    async def open_conversations(_app: web.Application) -> None:
        await parts.conversations.open()

    async def send_listeners_home(_app: web.Application) -> None:
        parts.conversations.close()

    app.on_startup.append(open_conversations)
    app.on_shutdown.append(send_listeners_home)
    return app


def _list_routes(parts: WebParts) -> list[web.AbstractRouteDef]:
    chat, links = parts.conversations, parts.links
    identities, forms = Identities(parts.secret), FormReceiver(parts.upload_folder)
    channels = ChannelsApi(chat, identities=identities, links=links, options=parts.options, help_text=parts.help_text)
    messages = MessagesApi(chat, identities=identities, links=links, forms=forms, take_picture=parts.take_picture)
    jobs = JobsApi(parts.jobs, notify=parts.notify, conversations=chat, identities=identities, links=links, forms=forms)
    return [
        *Pages().routes(),
        *channels.routes(),
        *messages.routes(),
        *jobs.routes(),
        *EventsApi(chat, identities=identities, links=links).routes(),
        *MediaPage(parts.media, links=links).routes(),
    ]
