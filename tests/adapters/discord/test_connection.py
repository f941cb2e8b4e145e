"""The supervised connection."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import discord
import pytest
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


async def drop(gateway: Gateway) -> None:
    """Cut the line."""
    gateway.drop()


BREAKDOWNS: dict[str, Callable[[Gateway], Awaitable[None]]] = {
    "asked to reconnect": Gateway.ask_to_reconnect,
    "session doubted": lambda gateway: gateway.invalidate(is_resumable=True),
    "closed": lambda gateway: gateway.close(4000),
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
