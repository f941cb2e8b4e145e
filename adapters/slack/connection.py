"""The way to Slack's Web API: a client for each workspace that we are installed in, and a session for files."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.errors import calling_slack
from adapters.slack.retries import build_retry_handlers
from bot.errors import PlaceUnreachable
from bot.messages import slack as sentences

SLACK_API = "https://slack.com/api/"

_CALL_TIMEOUT = aiohttp.ClientTimeout(total=30)
#: Files take as long as they take, as long as they move.
_FILE_TIMEOUT = aiohttp.ClientTimeout(total=600, sock_connect=30, sock_read=60)


class TokenSource(Protocol):
    """Knows the bot tokens of workspaces."""

    async def find_token(self, team_id: str) -> str | None:
        """Return a token that is valid now, or None where the app is not installed."""

    async def list_teams(self) -> Sequence[str]:
        """Return the ids of all workspaces in which the app is installed."""

    async def note_organisation(self, team_id: str, enterprise_id: str) -> None:
        """Take note of the organisation that a workspace belongs to, whose token may speak for it."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who the bot is in a workspace."""

    team_id: str
    team_name: str
    #: Present where the workspace belongs to an organisation.
    enterprise_id: str | None
    bot_id: str
    bot_user_id: str
    #: What the workspace granted.
    scopes: frozenset[str]
    #: One token speaks for all workspaces of the organisation.
    is_organisation_wide: bool
    #: Where the workspace is opened in a browser.
    address: str


class SlackConnection:
    """Lends clients of Slack's Web API; made by `open_connection`."""

    def __init__(
        self,
        tokens: TokenSource,
        *,
        session: aiohttp.ClientSession,
        file_session: aiohttp.ClientSession,
        base_url: str = SLACK_API,
    ) -> None:
        """Speak for the workspaces that `tokens` knows, to the API at `base_url`."""
        self._tokens = tokens
        self._session = session
        self._file_session = file_session
        self._base_url = base_url
        self._identities: dict[str, tuple[str, Identity]] = {}
        self._is_listening = False

    @property
    def file_session(self) -> aiohttp.ClientSession:
        """Return the session for files; it knows no token."""
        return self._file_session

    @property
    def base_url(self) -> str:
        """Return where the Web API is."""
        return self._base_url

    @property
    def is_listening(self) -> bool:
        """Tell whether Socket Mode is open; it never is where Slack sends requests instead."""
        return self._is_listening

    def note_line(self, *, is_open: bool) -> None:
        """Take note of whether Slack can be heard; whoever keeps Socket Mode open calls it."""
        self._is_listening = is_open

    async def list_teams(self) -> Sequence[str]:
        """Return the ids of all workspaces in which the app is installed."""
        return await self._tokens.list_teams()

    async def note_organisation(self, team_id: str, enterprise_id: str) -> None:
        """Take note of the organisation that a workspace belongs to, as Slack told it."""
        await self._tokens.note_organisation(team_id, enterprise_id)

    async def token_for(self, team_id: str) -> str:
        """Return the bot token of a workspace; raise `PlaceUnreachable` where the app is not installed."""
        token = await self._tokens.find_token(team_id)
        if token is None:
            raise PlaceUnreachable(sentences.not_installed(), code="slack_not_installed")
        return token

    async def client_for(self, team_id: str) -> AsyncWebClient:
        """Return a client that speaks for a workspace; raise `PlaceUnreachable` where the app is not installed."""
        return self.build_client(await self.token_for(team_id))

    def build_client(self, token: str | None = None) -> AsyncWebClient:
        """Return a client with this token; what it repeats by itself cannot do anything twice."""
        return AsyncWebClient(
            token=token, base_url=self._base_url, session=self._session, retry_handlers=build_retry_handlers()
        )

    async def identify(self, team_id: str) -> Identity:
        """Return who the bot is in a workspace; Slack is asked once for each token."""
        token = await self.token_for(team_id)
        known = self._identities.get(team_id)
        if known is not None and known[0] == token:
            return known[1]
        identity = await fetch_identity(self.build_client(token))
        self._identities[team_id] = (token, identity)
        return identity


async def fetch_identity(client: AsyncWebClient) -> Identity:
    """Ask Slack whose token a client has; raise what `calling_slack` raises."""
    async with calling_slack():
        answer = await client.auth_test()
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return Identity(
        team_id=str(answer.get("team_id") or ""),
        team_name=str(answer.get("team") or ""),
        enterprise_id=answer.get("enterprise_id"),
        bot_id=str(answer.get("bot_id") or ""),
        bot_user_id=str(answer.get("user_id") or ""),
        scopes=frozenset(scope.strip() for scope in headers.get("x-oauth-scopes", "").split(",") if scope.strip()),
        is_organisation_wide=bool(answer.get("is_enterprise_install")),
        address=str(answer.get("url") or ""),
    )


@asynccontextmanager
async def open_connection(tokens: TokenSource, *, base_url: str = SLACK_API) -> AsyncIterator[SlackConnection]:
    """Lend a connection and close its sessions at the end; nothing is asked of Slack before somebody needs it."""
    async with (
        aiohttp.ClientSession(timeout=_CALL_TIMEOUT) as session,
        aiohttp.ClientSession(timeout=_FILE_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()) as file_session,
    ):
        yield SlackConnection(tokens, session=session, file_session=file_session, base_url=base_url)
