"""The whole Slack bot on a local Slack: tokens in a real database, its pages on a port of their own."""

import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from pydantic import SecretStr

from adapters.slack.app import SlackParts, open_slack
from adapters.slack.connection import SlackConnection, open_connection
from adapters.slack.desk import Desk
from adapters.slack.http_requests import EVENTS_PATH
from adapters.slack.manifest import SCOPES
from adapters.slack.oauth import InstallationParts
from adapters.slack.tokens import AppCredentials, InstalledTokens
from bot.job.quote import Quotes
from storage.database import open_database
from storage.installations import SqlInstallationStore, SqlOAuthStateStore
from tests.adapters.slack.lobby import FakeVideoSharing
from tests.adapters.slack.test_socket import TIMES
from tests.fakes.job_service import FakeJobService
from tests.fakes.video_service import FREE, FakeVideoService
from tests.servers.slack.server import LocalSlack


@dataclass(kw_only=True)
class Reception:
    """A running bot whose pages can be opened."""

    slack: LocalSlack
    #: Where the pages are.
    address: str
    connection: SlackConnection
    installations: SqlInstallationStore
    tokens: InstalledTokens
    jobs: FakeJobService = field(default_factory=FakeJobService)
    #: What the bot wants to be asked for.
    paths: set[str] = field(default_factory=set)
    #: Workspaces of which everything was to be forgotten.
    forgotten: list[str] = field(default_factory=list)


@asynccontextmanager
async def open_reception(
    slack: LocalSlack, folder: Path, *, uses_socket: bool = False, waits: bool = True
) -> AsyncIterator[Reception]:
    """Run the bot while the block runs, by Socket Mode or by signed requests; begin once it `waits` no longer."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(f"sqlite:///{folder / 'store.db'}"))
        installations = SqlInstallationStore(database, client_id=slack.app.client_id, secrets=["secret"])
        credentials = AppCredentials(client_id=slack.app.client_id, client_secret=slack.app.client_secret)
        tokens = InstalledTokens(installations, credentials, base_url=slack.api_url)
        connection = await stack.enter_async_context(open_connection(tokens, base_url=slack.api_url))
        listener = _listen()
        reception = Reception(
            slack=slack,
            address=f"http://127.0.0.1:{listener.getsockname()[1]}",
            connection=connection,
            installations=installations,
            tokens=tokens,
        )
        slack.app.redirect_urls = [reception.address]
        if not uses_socket:
            slack.app.request_url = f"{reception.address}{EVENTS_PATH}"
        parts = _build_parts(reception, credentials, states=SqlOAuthStateStore(database), uses_socket=uses_socket)
        routes = await stack.enter_async_context(open_slack(parts))
        await stack.enter_async_context(_serve(routes, listener))
        reception.paths |= {route.path for route in routes}
        if uses_socket and waits:
            await slack.ready()
        yield reception


def _build_parts(
    reception: Reception, credentials: AppCredentials, *, states: SqlOAuthStateStore, uses_socket: bool
) -> SlackParts:
    app = reception.slack.app

    async def forget(team_id: str) -> None:
        reception.forgotten.append(team_id)

    return SlackParts(
        desk=_build_desk(reception),
        app_token=SecretStr(app.app_token) if uses_socket else None,
        signing_secret=None if uses_socket else SecretStr(app.signing_secret),
        installing=InstallationParts(
            credentials=credentials,
            public_url=reception.address,
            scopes=tuple(SCOPES),
            installations=reception.installations,
            states=states,
            authorize_url=reception.slack.authorize_url,
        ),
        vault=reception.installations,
        memory=reception.tokens,
        forget_workspace=forget,
        socket_times=TIMES,
    )


def _build_desk(reception: Reception) -> Desk:
    service = FakeVideoService(clock=lambda: datetime.now(UTC))
    service.profile = FREE
    return Desk(
        jobs=reception.jobs,
        quotes=Quotes(service),
        notify=reception.jobs.notify,
        help_text=reception.jobs.help_text(),
        connection=reception.connection,
        videos=FakeVideoSharing(),
        file_hosts=frozenset({urlsplit(reception.slack.files_origin).netloc}),
        file_schemes=frozenset({"http"}),
    )


def _listen() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


@asynccontextmanager
async def _serve(routes: Sequence[web.RouteDef], listener: socket.socket) -> AsyncIterator[None]:
    application = web.Application()
    application.add_routes(routes)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        yield
    finally:
        await runner.cleanup()
