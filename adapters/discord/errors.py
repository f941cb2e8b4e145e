"""The one place where errors of Discord and of the library become errors of Flipbook."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

import aiohttp
import discord

from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.messages import discord as sentences

UNKNOWN_MESSAGE = 10008
UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060

_TOO_LARGE_CODES = frozenset({40005, 50045})
#: Answering needs the right to read the history, which posting does not.
_CANNOT_REPLY_CODE = 160002
#: Direct messages opened too fast, slow mode, messages written too fast, old messages edited too often.
_TOO_FAST_CODES = frozenset({20016, 20028, 30046, 40003})
_UNREACHABLE = (discord.GatewayNotFound, discord.ConnectionClosed, aiohttp.ClientError, OSError, RuntimeError)
_HTTP_TOO_LARGE = 413
_HTTP_TOO_MANY = 429
_HTTP_SERVER_ERROR = 500
_CALL_SECONDS = 60.0
_TOO_FAST_SECONDS = 6.0


class FileTooLarge(ServiceFailed):
    """The channel does not take a file of this size."""


class NotAgeRestricted(PlaceUnreachable):
    """More people may look into a channel than a video is for."""


class ThreadArchived(PlaceUnreachable):
    """Nothing in a thread can be changed before somebody writes in it."""


class WordsBlocked(PlaceUnreachable):
    """A server lets nobody write what people wrote to the bot."""


class TokenRefused(ServiceFailed):
    """Discord does not let the bot in."""


class CallRejected(ServiceFailed):
    """Discord found the call itself at fault."""


#: Bad requests that another try cannot mend: locked and archived threads, places without messages, direct messages that
#: are closed, a server's own rules about words and Discord's list of harmful links.
_CLOSED: Mapping[int, type[PlaceUnreachable]] = MappingProxyType(
    {
        **dict.fromkeys((50007, 50008, 50024, 50278, 160005), PlaceUnreachable),
        50083: ThreadArchived,
        **dict.fromkeys((200000, 240000), WordsBlocked),
    }
)


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
        return TokenRefused(sentences.token_refused(), code="discord_token_refused")
    # A call that is about to be made while the client closes meets a closed session, which is a `RuntimeError`.
    if isinstance(error, _UNREACHABLE):
        return ServiceBusy(sentences.busy(), code="discord_unreachable")
    return ServiceFailed(sentences.broken(), code="discord_client_error")


def _translate_answer(error: discord.HTTPException) -> ServiceFailed:
    code = f"discord_{error.code or error.status}"
    if error.code in _TOO_LARGE_CODES or error.status == _HTTP_TOO_LARGE:
        return FileTooLarge(sentences.file_too_large(), code=code)
    if error.code in _TOO_FAST_CODES:
        return ServiceBusy(sentences.busy(), code=code, retry_after_seconds=_TOO_FAST_SECONDS)
    if isinstance(error, discord.Forbidden | discord.NotFound) or error.code in _CLOSED:
        return _explain_closed(error, code=code)
    if error.status >= _HTTP_SERVER_ERROR or error.status == _HTTP_TOO_MANY:
        return ServiceBusy(sentences.busy(), code=code)
    return CallRejected(sentences.broken(), code=code)


def _explain_closed(error: discord.HTTPException, *, code: str) -> ServiceFailed:
    """Return what another try cannot mend."""
    if error.code == _CANNOT_REPLY_CODE:
        return CallRejected(sentences.broken(), code=code)
    return _CLOSED.get(error.code, PlaceUnreachable)(sentences.place_closed(), code=code)
