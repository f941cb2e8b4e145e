"""The one place where errors of Discord and of the library become errors of Flipbook."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord

from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.messages import discord as sentences

UNKNOWN_MESSAGE = 10008
UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060

_TOO_LARGE_CODES = frozenset({40005, 50045})
#: Bad requests that another try cannot mend: archived or locked threads, direct messages that are closed, AutoMod.
_CLOSED_CODES = frozenset({50007, 50008, 50024, 50083, 50278, 160005, 200000})
_MANY_EDITS_CODES = frozenset({20028, 30046})
_UNREACHABLE = (discord.GatewayNotFound, discord.ConnectionClosed, aiohttp.ClientError, OSError, RuntimeError)
_HTTP_TOO_LARGE = 413
_HTTP_TOO_MANY = 429
_HTTP_SERVER_ERROR = 500
_CALL_SECONDS = 60.0
_MANY_EDITS_SECONDS = 6.0


class FileTooLarge(ServiceFailed):
    """The channel does not take a file of this size."""


class NotAgeRestricted(PlaceUnreachable):
    """More people may look into a channel than a video is for."""


class CallRejected(ServiceFailed):
    """Discord found the call itself at fault."""


@asynccontextmanager
async def calling_discord(*, timeout_seconds: float = _CALL_SECONDS) -> AsyncIterator[None]:
    """Bound a call in time and translate what it raises."""
    try:
        async with asyncio.timeout(timeout_seconds):
            yield
    except (discord.DiscordException, aiohttp.ClientError, OSError, RuntimeError) as error:
        raise translate_error(error) from error


def translate_error(error: Exception) -> ServiceFailed:
    """Return the error of ours that says what happened, most specific first."""
    if isinstance(error, discord.RateLimited):
        return ServiceBusy(sentences.busy(), code="discord_rate_limited", retry_after_seconds=error.retry_after)
    if isinstance(error, discord.HTTPException):
        return _translate_answer(error)
    if isinstance(error, discord.LoginFailure | discord.PrivilegedIntentsRequired):
        return ServiceFailed(sentences.token_refused(), code="discord_token_refused")
    # A call that is about to be made while the client closes meets a closed session, which is a `RuntimeError`.
    if isinstance(error, _UNREACHABLE):
        return ServiceBusy(sentences.busy(), code="discord_unreachable")
    return ServiceFailed(sentences.broken(), code="discord_client_error")


def _translate_answer(error: discord.HTTPException) -> ServiceFailed:
    code = f"discord_{error.code or error.status}"
    if error.code in _TOO_LARGE_CODES or error.status == _HTTP_TOO_LARGE:
        return FileTooLarge(sentences.file_too_large(), code=code)
    if error.code in _MANY_EDITS_CODES:
        return ServiceBusy(sentences.busy(), code=code, retry_after_seconds=_MANY_EDITS_SECONDS)
    if isinstance(error, discord.Forbidden | discord.NotFound) or error.code in _CLOSED_CODES:
        return PlaceUnreachable(sentences.place_closed(), code=code)
    if error.status >= _HTTP_SERVER_ERROR or error.status == _HTTP_TOO_MANY:
        return ServiceBusy(sentences.busy(), code=code)
    return CallRejected(sentences.broken(), code=code)
