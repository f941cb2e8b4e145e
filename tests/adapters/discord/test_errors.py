"""Every error of Discord and of the library becomes one of ours."""

import aiohttp
import discord
import pytest

from adapters.discord.errors import (
    CallRejected,
    FileTooLarge,
    ThreadArchived,
    TokenRefused,
    WordsBlocked,
    calling_discord,
    translate_error,
)
from bot.errors import BotError, PlaceUnreachable, ServiceBusy, ServiceFailed


class Answer:
    """As much of an HTTP answer as the library's errors look at."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "because"


def build_error(kind: type[discord.HTTPException], status: int, code: int = 0) -> discord.HTTPException:
    """Build what the library raises for an answer."""
    return kind(Answer(status), {"code": code, "message": "no"})  # type: ignore[arg-type] # all that is looked at


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (build_error(discord.HTTPException, 413, 40005), FileTooLarge),
        (build_error(discord.HTTPException, 400, 50045), FileTooLarge),
        (build_error(discord.HTTPException, 413), FileTooLarge),
        (build_error(discord.HTTPException, 400, 50035), CallRejected),
        (build_error(discord.HTTPException, 400, 160005), PlaceUnreachable),
        (build_error(discord.HTTPException, 400, 50083), ThreadArchived),
        (build_error(discord.HTTPException, 400, 200000), WordsBlocked),
        (build_error(discord.HTTPException, 400, 240000), WordsBlocked),
        (build_error(discord.HTTPException, 400, 160002), CallRejected),
        (build_error(discord.Forbidden, 403, 160002), CallRejected),
        (build_error(discord.Forbidden, 403, 50001), PlaceUnreachable),
        (build_error(discord.Forbidden, 403, 50007), PlaceUnreachable),
        (build_error(discord.Forbidden, 403, 50013), PlaceUnreachable),
        (build_error(discord.Forbidden, 403, 50278), PlaceUnreachable),
        (build_error(discord.HTTPException, 400, 50278), PlaceUnreachable),
        (build_error(discord.NotFound, 404, 10003), PlaceUnreachable),
        (build_error(discord.NotFound, 404, 10062), PlaceUnreachable),
        (build_error(discord.HTTPException, 401, 50027), CallRejected),
        (build_error(discord.HTTPException, 400, 40060), CallRejected),
        (build_error(discord.HTTPException, 400, 40094), CallRejected),
        (build_error(discord.HTTPException, 400, 40003), ServiceBusy),
        (build_error(discord.HTTPException, 400, 20016), ServiceBusy),
        (build_error(discord.HTTPException, 400, 20028), ServiceBusy),
        (build_error(discord.HTTPException, 429), ServiceBusy),
        (build_error(discord.HTTPException, 400, 30046), ServiceBusy),
        (build_error(discord.DiscordServerError, 503), ServiceBusy),
        (discord.RateLimited(9.0), ServiceBusy),
        (discord.LoginFailure(), TokenRefused),
        (aiohttp.ClientConnectionError(), ServiceBusy),
        (TimeoutError(), ServiceBusy),
        (RuntimeError("Session is closed"), ServiceBusy),
        (discord.ClientException(), ServiceFailed),
    ],
)
def test_translates_what_a_call_raises(error: Exception, expected: type[ServiceFailed]) -> None:
    translated = translate_error(error)

    assert type(translated) is expected
    assert translated.sentence


def test_keeps_how_long_discord_asked_to_wait() -> None:
    translated = translate_error(discord.RateLimited(9.0))

    assert isinstance(translated, ServiceBusy)
    assert translated.retry_after_seconds == 9.0


async def test_keeps_the_cause() -> None:
    with pytest.raises(BotError) as caught:
        async with calling_discord():
            raise build_error(discord.NotFound, 404, 10003)

    assert isinstance(caught.value.__cause__, discord.NotFound)


async def test_leaves_errors_of_our_own_alone() -> None:
    with pytest.raises(ArithmeticError):
        async with calling_discord():
            raise ArithmeticError


async def test_bounds_a_call_in_time() -> None:
    with pytest.raises(ServiceBusy):
        async with calling_discord(timeout_seconds=0):
            await discord.utils.sleep_until(discord.utils.utcnow().replace(year=3000, day=1))


def test_every_error_of_the_library_is_covered() -> None:
    kinds = [kind for kind in vars(discord).values() if isinstance(kind, type) and issubclass(kind, Exception)]

    assert all(issubclass(kind, discord.DiscordException) for kind in kinds)
