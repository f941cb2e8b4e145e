"""Socket Mode, supervised: Slack's library reconnects by itself, and what it does not notice is noticed here.

It tries a spent address for ever, and does not miss the greeting of a server that says nothing. So whoever is not
greeted or not connected for a while is replaced by a connection with a new address. This runs in a process of its own,
which has to start quickly and stay small; imports are chosen with that in mind.
"""

import asyncio
import logging
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Protocol

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import calling_slack, read_error_name
from adapters.slack.line_account import LineAccount, SocketTimes
from adapters.slack.retries import build_retry_handlers
from bot.errors import ServiceBusy, ServiceFailed
from bot.messages import slack as sentences
from bot.messages import slack_setup as setup_sentences

logger = logging.getLogger(__name__)

#: The token or the app itself is at fault, which waiting does not mend.
_HOPELESS = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "token_expired",
        "token_revoked",
    }
)
_CLOSE_SECONDS = 5.0
#: Slack waits no longer for an answer.
_ANSWER_SECONDS = 3.0


class MessageType(StrEnum):
    """What Slack sends that is treated in a way of its own."""

    HELLO = "hello"
    EVENT = "events_api"


class Listener(Protocol):
    """Takes what Slack says."""

    async def hear(
        self, client: AsyncBaseSocketModeClient, message: dict[str, Any], raw_message: str | None = None
    ) -> None:
        """Deal with one message, of whatever kind; `client` takes its acknowledgement."""

    def note_line(self, *, is_open: bool) -> None:
        """Take note of whether Slack can be heard; said again and again."""


class TokenRefused(ServiceFailed):
    """Slack does not open a connection for this token, now or later."""


class SlackSocket:
    """Keeps a connection open, one after the other, until it is closed."""

    def __init__(self, account: LineAccount, listener: Listener) -> None:
        """Hand what Slack says to `listener`."""
        self._app_token = account.app_token
        self._times = account.times
        self._listener = listener
        self._client = AsyncWebClient(base_url=account.base_url, retry_handlers=build_retry_handlers())
        self._is_closed = asyncio.Event()
        self._socket: SocketModeClient | None = None

    def close(self) -> None:
        """Hang up and open no further connection."""
        self._is_closed.set()

    async def run(self) -> None:
        """Stay connected until closed; raise `TokenRefused` when Slack refuses the token for good."""
        pause_seconds = self._times.first_pause_seconds
        clock = asyncio.get_running_loop().time
        while not self._is_closed.is_set():
            began, wanted_seconds = clock(), None
            try:
                await self._live()
            except TokenRefused as error:
                logger.critical("%s (%s)", setup_sentences.app_token_refused_log(), error.code)
                raise
            except ServiceFailed as error:
                wanted_seconds = error.retry_after_seconds if isinstance(error, ServiceBusy) else None
                logger.warning("Slack could not be reached: %s", error.code)
            except Exception:
                # Whatever the library stumbles over, the next connection reads on.
                logger.exception("The connection to Slack broke")
            if clock() - began > self._times.healthy_seconds:
                pause_seconds = self._times.first_pause_seconds
            await _wait_at_most(self._is_closed, wanted_seconds or pause_seconds)
            pause_seconds = min(pause_seconds * 2, self._times.longest_pause_seconds)

    async def send(self, text: str) -> None:
        """Send an acknowledgement with an answer in it; where that fails, Slack tells the person to try again."""
        if self._socket is None:
            logger.info("An answer came when Slack could no longer be reached")
            return
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await self._socket.send_message(text)
        except (TimeoutError, ConnectionError, aiohttp.ClientError) as error:
            logger.warning("An answer did not reach Slack: %s", type(error).__name__)

    async def _live(self) -> None:
        """Connect, listen, and return when this connection is to be replaced."""
        client = SocketModeClient(
            self._app_token, web_client=self._client, ping_interval=self._times.ping_seconds, logger=logger
        )
        connection = _Connection(client, times=self._times)
        client.message_listeners.append(self._listener.hear)
        try:
            await connection.open(await self._fetch_address())
            self._socket = client
            logger.info("Slack: connected")
            await connection.watch(until=self._is_closed, listener=self._listener)
        finally:
            self._socket = None
            self._listener.note_line(is_open=False)
            await _close(client)

    async def _fetch_address(self) -> str:
        """Ask for an address, which works once."""
        async with calling_slack(timeout_seconds=self._times.connect_seconds):
            try:
                answer = await self._client.apps_connections_open(app_token=self._app_token)
            except SlackApiError as error:
                name = read_error_name(error)
                if name in _HOPELESS:
                    raise TokenRefused(sentences.token_refused(), code=f"slack_{name}") from error
                raise
        return str(answer["url"])


class _Connection:
    """One client of the library, and whether it can be trusted to hear."""

    def __init__(self, client: SocketModeClient, *, times: SocketTimes) -> None:
        self._client = client
        self._times = times
        self._greeted_session = ""
        self._greeting = asyncio.Event()
        client.message_listeners.append(self._listen)

    async def open(self, address: str) -> None:
        """Connect; raise `ServiceBusy` when that or the greeting takes too long."""
        self._client.wss_uri = address
        try:
            async with asyncio.timeout(self._times.connect_seconds):
                await self._client.connect()  # type: ignore[no-untyped-call] # the library says no types here
        except TimeoutError as error:
            raise ServiceBusy(sentences.busy(), code="slack_socket_unreachable") from error
        await _wait_at_most(self._greeting, self._times.greeting_seconds)
        if not self._greeting.is_set():
            raise ServiceBusy(sentences.busy(), code="slack_socket_deaf")

    async def watch(self, *, until: asyncio.Event, listener: Listener) -> None:
        """Return when the connection was neither open nor greeted for too long, or is not needed any more."""
        clock = asyncio.get_running_loop().time
        last_good = clock()
        while not until.is_set():
            is_open = await self._client.is_connected() and await self._is_greeted()
            listener.note_line(is_open=is_open)
            if is_open:
                last_good = clock()
            elif clock() - last_good > self._times.repair_seconds:
                logger.warning("Slack: the connection does not come back and is replaced")
                return
            await _wait_at_most(until, self._times.look_seconds)

    async def _is_greeted(self) -> bool:
        return self._greeted_session == await self._client.session_id()

    async def _listen(self, client: object, message: Mapping[str, Any], raw_message: str | None = None) -> None:
        """Take note of greetings; the library calls this for everything that Slack says."""
        del client, raw_message
        if message.get("type") == MessageType.HELLO:
            self._greeted_session = await self._client.session_id()
            self._greeting.set()


async def _close(client: SocketModeClient) -> None:
    try:
        async with asyncio.timeout(_CLOSE_SECONDS):
            await client.close()  # type: ignore[no-untyped-call] # the library says no types here
    except TimeoutError:
        logger.info("Slack did not say goodbye in time")


async def _wait_at_most(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
