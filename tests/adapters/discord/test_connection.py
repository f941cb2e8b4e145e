"""The supervised connection."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import discord
import pytest
from discord.gateway import KeepAliveHandler
from pydantic import SecretStr

from adapters.discord import connection
from adapters.discord.connection import DiscordConnection
from bot.errors import ServiceBusy
from tests.adapters.discord.house import DiscordHouse, open_busy_house, open_house
from tests.adapters.discord.test_queries import ask
from tests.servers.discord.faults import answer_page
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.routes import Route


async def test_lives_again_when_the_first_login_fails(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.fail_next(Route.SELF, answer_page(503), answer_page(503))
        async with house.run_bot():
            assert await ask(house, "help")


async def test_lives_again_after_a_payload_that_nobody_can_read(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.discord.gateway.dispatch("GUILD_CREATE", {"id": "not a number"}, guild=None)
        house.discord.violations.clear()
        await house.discord.until(lambda: count_logins(house) > 1 and house.discord.gateway.is_ready)

        assert await ask(house, "help")


async def test_lives_again_when_the_gateway_refuses_at_first(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.gateway.refusals = 2
        async with house.run_bot():
            assert await ask(house, "help")


@pytest.mark.parametrize("code", [1000, 4004, 4010, 4012, 4013])
async def test_a_client_that_is_sent_away_is_followed_by_another(tmp_path: Path, code: int) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.discord.gateway.close(code)
        await house.discord.ready()

        assert await ask(house, "help")


async def drop(gateway: Gateway) -> None:
    """Cut the line."""
    gateway.drop()


BREAKDOWNS: dict[str, Callable[[Gateway], Awaitable[None]]] = {
    "asked to reconnect": Gateway.ask_to_reconnect,
    "session doubted": lambda gateway: gateway.invalidate(is_resumable=True),
    "closed": lambda gateway: gateway.close(4000),
    "lost count": lambda gateway: gateway.close(4007),
    "too fast": lambda gateway: gateway.close(4008),
    "session timed out": lambda gateway: gateway.close(4009),
    "dropped": drop,
}


@pytest.mark.parametrize("name", list(BREAKDOWNS))
async def test_nothing_is_lost_when_the_gateway_breaks_down(tmp_path: Path, name: str) -> None:
    async with open_busy_house(tmp_path) as house:
        await BREAKDOWNS[name](house.discord.gateway)

        assert await ask(house, "help")


async def test_videos_are_posted_while_the_gateway_is_away(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.gateway.drop()
        await house.post_result(house.keep_job())

    assert len(house.read_channel()) == 1


async def test_no_heartbeat_outlives_a_line_that_was_still_being_opened(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        gateway = house.discord.gateway
        await gateway.invalidate(is_resumable=False)
        # The library waits some seconds after HELLO before it asks for a new session.
        await house.discord.until(lambda: any(line.session is None for line in gateway.connections))
        hearts = [thread for thread in threading.enumerate() if isinstance(thread, KeepAliveHandler)]
    for heart in hearts:
        await asyncio.to_thread(heart.join, 10.0)

    assert not any(heart.is_alive() for heart in hearts)


async def test_tells_whether_its_line_to_the_gateway_stands(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        gateway, stood = house.discord.gateway, house.connection.is_connected
        gateway.refusals = 1_000_000
        gateway.drop()
        await house.discord.until(lambda: not house.connection.is_connected)
        gateway.refusals = 0
        await house.discord.until(lambda: house.connection.is_connected)

    assert stood
    assert not house.connection.is_connected


def count_logins(house: DiscordHouse) -> int:
    """Return how often a client asked where to connect."""
    return sum(call.route == Route.BOT_GATEWAY for call in house.discord.calls)


async def test_a_refused_token_ends_only_discord(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with open_house(tmp_path):
        await DiscordConnection(SecretStr("wrong")).run(
            lambda: discord.AutoShardedClient(intents=discord.Intents.none())
        )

    assert "FLIPBOOK_DISCORD_TOKEN" in caplog.text


async def test_whoever_posts_while_nothing_is_connected_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_LOGIN_SECONDS", 0)

    with pytest.raises(ServiceBusy):
        await DiscordConnection(SecretStr("none")).lend_client()
