"""Puts the Slack bot together and keeps it running beside everything else."""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web
from pydantic import SecretStr
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from adapters.slack.authorization import build_authorization
from adapters.slack.connection import SlackConnection
from adapters.slack.departures import Departures, ForgetWorkspace, TokenMemory, TokenVault
from adapters.slack.desk import Desk
from adapters.slack.handlers import register_handlers
from adapters.slack.home import Home
from adapters.slack.home_visitors import keep_homes_current
from adapters.slack.http_requests import build_request_routes
from adapters.slack.line import SlackLine
from adapters.slack.line_account import LineAccount, SocketTimes
from adapters.slack.oauth import InstallationParts, build_install_routes
from adapters.slack.people import People
from adapters.slack.receiver import Receiver

logger = logging.getLogger(__name__)

#: So long the bot finishes what it was asked before it hangs up.
_DRAIN_SECONDS = 10.0


async def _keep_everything(team_id: str) -> None:
    """Stand in where nobody was told how to forget a workspace."""
    logger.warning("Nothing but the tokens of a workspace was deleted", extra={"team_id": team_id})


class Line(Protocol):
    """Listens to Slack."""

    async def run(self) -> None:
        """Listen until closed, or until Slack refuses the token for good."""

    def close(self) -> None:
        """Hang up; `run` returns once that is done."""


class BuildLine(Protocol):
    """Makes what listens to Slack."""

    def __call__(self, receiver: Receiver, account: LineAccount, *, connection: SlackConnection) -> Line:
        """Return a line that hands everything to `receiver`."""


@dataclass(frozen=True, kw_only=True)
class SlackParts:
    """What the Slack bot works with."""

    desk: Desk
    #: Opens Socket Mode; without it Slack has to send signed requests.
    app_token: SecretStr | None = None
    #: Tells Slack's requests from forged ones.
    signing_secret: SecretStr | None = None
    #: Present where any workspace may install the app.
    installing: InstallationParts | None = None
    vault: TokenVault | None = None
    memory: TokenMemory | None = None
    forget_workspace: ForgetWorkspace = _keep_everything
    socket_times: SocketTimes = field(default_factory=SocketTimes)
    build_line: BuildLine = SlackLine


@asynccontextmanager
async def open_slack(parts: SlackParts) -> AsyncIterator[Sequence[web.RouteDef]]:
    """Keep the bot listening until the block is left, and finish then what people had asked for.

    Lends the routes that the program's web server has to serve: signed requests and the pages for installing, where
    those are set up. A Slack that cannot be reached hinders nothing else.
    """
    app = build_app(parts)
    async with asyncio.TaskGroup() as tasks:
        line = None if parts.app_token is None else _build_line(parts, app, parts.app_token)
        if line is not None:
            tasks.create_task(line.run(), name="slack socket")
        home = Home(parts.desk, people=People(parts.desk.connection))
        renewal = tasks.create_task(keep_homes_current(parts.desk.visitors, home), name="slack home tabs")
        try:
            yield _list_routes(parts, app)
        finally:
            renewal.cancel()
            await parts.desk.running.drain(within_seconds=_DRAIN_SECONDS)
            if line is not None:
                line.close()


def build_app(parts: SlackParts) -> AsyncApp:
    """Return the library's app with all our handlers."""
    connection = parts.desk.connection
    app = AsyncApp(
        name="flipbook",
        client=connection.build_client(),
        signing_secret="" if parts.signing_secret is None else parts.signing_secret.get_secret_value(),
        authorize=build_authorization(connection),  # type: ignore[arg-type] # None is taken; only the hints omit it
        # Otherwise the library logs what nobody listens to, people's words and all.
        raise_error_for_unhandled_request=True,
        # Otherwise its loggers take their level from the root, and write down at DEBUG what they hear and answer.
        logger=logging.getLogger("slack_bolt"),
    )
    app.error(_deal_with_error)
    register_handlers(app, parts.desk)
    Departures(vault=parts.vault, memory=parts.memory, forget=parts.forget_workspace).listen(app)
    return app


def _build_line(parts: SlackParts, app: AsyncApp, app_token: SecretStr) -> Line:
    connection = parts.desk.connection
    account = LineAccount(
        app_token=app_token.get_secret_value(),
        base_url=connection.base_url,
        times=parts.socket_times,
        # What people wrote stands in the library's lines for debugging.
        log_level=max(logging.INFO, logger.getEffectiveLevel()),
    )
    return parts.build_line(Receiver(app), account, connection=connection)


def _list_routes(parts: SlackParts, app: AsyncApp) -> Sequence[web.RouteDef]:
    routes = [] if parts.signing_secret is None else build_request_routes(app)
    if parts.installing is not None:
        routes += build_install_routes(parts.installing, client=parts.desk.connection.build_client())
    return routes


async def _deal_with_error(error: Exception) -> BoltResponse | None:
    """Answer for the library: what nobody listens to is over with, so that Slack does not tell of it again."""
    if isinstance(error, BoltUnhandledRequestError):
        return BoltResponse(status=200, body="")
    logger.error("Something that Slack told could not be dealt with", exc_info=error)
    return None
