"""The bot's tokens: the one from the settings, or those of all workspaces that installed the app."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from slack_sdk.errors import SlackTokenRotationError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connection import SLACK_API, Identity, fetch_identity
from adapters.slack.errors import calling_slack, translate_slack_error
from adapters.slack.retries import build_retry_handlers
from bot.errors import ServiceBusy

logger = logging.getLogger(__name__)

#: Tokens that rotate live for twelve hours and are renewed so long before they end.
_MARGIN_SECONDS = 2 * 60 * 60
#: So long a token is used without looking whether another process has renewed or deleted it.
_TRUST_SECONDS = 30.0


class InstallationBook(Protocol):
    """Keeps the tokens of workspaces."""

    async def find_bot_of_team(self, team_id: str) -> Bot | None:
        """Return what the bot was given for a workspace, by itself or by its organisation, or None.

        The id of an organisation finds what the organisation gave.
        """

    async def adopt_team(self, team_id: str, enterprise_id: str) -> None:
        """Remember that a workspace belongs to an organisation, where that installed the app for all of its own."""

    async def async_save_bot(self, bot: Bot) -> None:
        """Store what the bot was given anew."""

    async def list_teams(self) -> Sequence[str]:
        """Return the ids of all workspaces."""


class SingleToken:
    """Knows one token that somebody put into the settings."""

    def __init__(self, token: str, *, base_url: str = SLACK_API) -> None:
        """Ask the API at `base_url` whose token it is, once somebody wants to know."""
        self._token = token
        self._client = AsyncWebClient(token=token, base_url=base_url, retry_handlers=build_retry_handlers())
        self._identity: Identity | None = None
        #: The workspaces of an organisation that were heard of.
        self._met: set[str] = set()

    async def find_token(self, team_id: str) -> str | None:
        """Return the token in its own workspace, or anywhere when it stands for an organisation."""
        identity = await self._identify()
        return self._token if identity.is_organisation_wide or identity.team_id == team_id else None

    async def list_teams(self) -> Sequence[str]:
        """Return the id of the one workspace, or of those of the organisation that were heard of."""
        identity = await self._identify()
        return sorted(self._met) if identity.is_organisation_wide else [identity.team_id]

    async def note_organisation(self, team_id: str, enterprise_id: str) -> None:
        """Take note that a workspace was heard of."""
        identity = await self._identify()
        if identity.is_organisation_wide and identity.enterprise_id == enterprise_id:
            self._met.add(team_id)

    async def _identify(self) -> Identity:
        if self._identity is None:
            self._identity = await fetch_identity(self._client)
        return self._identity


@dataclass(frozen=True, kw_only=True)
class AppCredentials:
    """By what Slack knows the app itself."""

    client_id: str
    client_secret: str


@dataclass(frozen=True, kw_only=True)
class _Trusted:
    token: str
    until: float


class InstalledTokens:
    """Knows the tokens of all workspaces that installed the app, and renews those that end soon."""

    def __init__(
        self,
        book: InstallationBook,
        credentials: AppCredentials,
        *,
        base_url: str = SLACK_API,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Keep tokens in `book`."""
        self._book = book
        client = AsyncWebClient(base_url=base_url, retry_handlers=build_retry_handlers())
        self._rotator = AsyncTokenRotator(
            client_id=credentials.client_id, client_secret=credentials.client_secret, client=client
        )
        self._clock = clock
        self._trusted: dict[str, _Trusted] = {}
        #: A refresh token works once, so that each installation is renewed by one task at a time.
        self._turns: dict[str, asyncio.Lock] = {}

    async def find_token(self, team_id: str) -> str | None:
        """Return a workspace's token, renewed where it ends soon."""
        trusted = self._trusted.get(team_id)
        if trusted is not None and self._clock() < trusted.until:
            return trusted.token
        bot = await self._book.find_bot_of_team(team_id)
        if bot is not None and self._ends_soon(bot):
            async with self._turns.setdefault(bot.team_id or bot.enterprise_id or "", asyncio.Lock()):
                bot = await self._renew(team_id)
        if bot is None:
            self._trusted.pop(team_id, None)
            return None
        self._trusted[team_id] = _Trusted(token=bot.bot_token, until=self._clock() + _TRUST_SECONDS)
        return bot.bot_token

    async def list_teams(self) -> Sequence[str]:
        """Return the ids of all workspaces."""
        return await self._book.list_teams()

    async def note_organisation(self, team_id: str, enterprise_id: str) -> None:
        """Take note of the organisation that a workspace belongs to, where nothing is known of the workspace yet."""
        if team_id not in self._trusted and await self._book.find_bot_of_team(team_id) is None:
            await self._book.adopt_team(team_id, enterprise_id)

    def forget_all(self) -> None:
        """Trust no token any longer without looking."""
        self._trusted.clear()

    async def _renew(self, team_id: str) -> Bot | None:
        bot = await self._book.find_bot_of_team(team_id)
        if bot is None or not self._ends_soon(bot):
            return bot
        async with calling_slack():
            try:
                renewed = await self._rotator.perform_bot_token_rotation(
                    bot=bot, minutes_before_expiration=_MARGIN_SECONDS // 60
                )
            except SlackTokenRotationError as error:
                failure = translate_slack_error(error.api_error)
                if isinstance(failure, ServiceBusy):
                    raise failure from error
                return await self._find_renewed_elsewhere(team_id, bot)
        if renewed is None:
            return bot
        await self._book.async_save_bot(renewed)
        return renewed

    async def _find_renewed_elsewhere(self, team_id: str, bot: Bot) -> Bot | None:
        """Return what another process made of a token, or the token itself while it still works."""
        newest = await self._book.find_bot_of_team(team_id)
        if newest is None or newest.bot_token != bot.bot_token:
            return newest
        logger.warning("A workspace's token cannot be renewed; the app may have to be installed there anew")
        return bot if self._clock() < (bot.bot_token_expires_at or 0) else None

    def _ends_soon(self, bot: Bot) -> bool:
        return bot.bot_token_expires_at is not None and bot.bot_token_expires_at - self._clock() < _MARGIN_SECONDS
