"""The smallest bot on the real client library, for the server's own tests and as a yardstick for measurements."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack.records import Workspace
from tests.servers.slack.server import LocalSlack

EVERYTHING = re.compile(".*")
#: The library takes a connection for dead that is silent for four times as long, and a machine may stand still for two.
PING_SECONDS = 1.0
EVENTS_PATH = "/slack/events"
Answer = Callable[[AsyncAck, dict[str, Any], AsyncWebClient], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class BotAccount:
    """How a bot reaches its workspace."""

    api_url: str
    bot_token: str
    app_token: str
    signing_secret: str = ""


async def acknowledge(ack: AsyncAck, _body: dict[str, Any], _client: AsyncWebClient) -> None:
    """Acknowledge and do nothing else."""
    await ack()


def find_account(server: LocalSlack, workspace: Workspace) -> BotAccount:
    """Find how a bot reaches a workspace of a server."""
    return BotAccount(
        api_url=server.api_url,
        bot_token=workspace.bot_token,
        app_token=server.app.app_token,
        signing_secret=server.app.signing_secret,
    )


def build_app(account: BotAccount, answer: Answer = acknowledge) -> AsyncApp:
    """Build an app that hands everything that happens to one function."""
    client = AsyncWebClient(token=account.bot_token, base_url=account.api_url)
    app = AsyncApp(client=client, signing_secret=account.signing_secret or None)

    async def listen(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await answer(ack, body, client)

    for listens_to in (app.event, app.command, app.shortcut, app.action, app.view, app.view_closed):
        listens_to(EVERYTHING)(listen)
    return app


@asynccontextmanager
async def run_socket_bot(
    account: BotAccount, app: AsyncApp, *, ping_seconds: float = PING_SECONDS
) -> AsyncIterator[AsyncSocketModeHandler]:
    """Let a bot listen by Socket Mode while the block runs."""
    client = AsyncWebClient(token=account.app_token, base_url=account.api_url)
    handler = AsyncSocketModeHandler(app, account.app_token, web_client=client, ping_interval=ping_seconds)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # the library leaves it untyped
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # the library leaves it untyped


@asynccontextmanager
async def run_web_bot(app: AsyncApp) -> AsyncIterator[str]:
    """Let a bot listen to signed requests while the block runs; gives the address for them."""
    runner = web.AppRunner(app.web_app(EVENTS_PATH), shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}{EVENTS_PATH}"
    finally:
        await runner.cleanup()
