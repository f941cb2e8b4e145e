"""The commands that people find in Discord."""

from pathlib import Path

import discord
import pytest

from adapters.discord.commands import FlipbookTree, limit_to_installs
from adapters.discord.event_gate import EventGate
from adapters.discord.handlers import RunningHandlers
from tests.adapters.discord.house import DiscordHouse, open_busy_house
from tests.servers.discord.records import Json


def read_command(house: DiscordHouse, name: str) -> Json:
    """Return a command as Discord knows it."""
    (command,) = [one for one in house.discord.commands() if one["name"] == name]
    return command


async def test_offers_all_commands(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        names = {command["name"] for command in house.discord.commands()}

    assert names == {"animate", "jobs", "notify", "help", "Animate this image"}


@pytest.mark.parametrize("name", ["animate", "jobs", "help", "Animate this image"])
async def test_people_can_take_commands_anywhere(tmp_path: Path, name: str) -> None:
    async with open_busy_house(tmp_path) as house:
        command = read_command(house, name)

    assert command["integration_types"] == [0, 1]
    assert command["contexts"] == [0, 1, 2]


async def test_an_app_that_people_cannot_install_offers_nothing_outside_of_servers() -> None:
    async with discord.Client(intents=discord.Intents.none()) as client:
        tree = FlipbookTree(client, handlers=RunningHandlers(), gate=EventGate())
        limit_to_installs(tree, None)

        assert tree.allowed_installs.to_array() == [0]
        assert tree.allowed_contexts.to_array() == [0, 1]


async def test_announcements_belong_to_servers(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        command = read_command(house, "notify")

    assert command["contexts"] == [0]


async def test_what_the_library_cannot_read_is_answered_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with open_busy_house(tmp_path) as house:
        await house.discord.slash("help", user=house.anna, channel=house.channel)
        read_command(house, "animate")["name"] = "unknown"
        asked = await house.discord.slash("unknown", {"prompt": "waves"}, user=house.anna, channel=house.channel)
        await house.discord.until(lambda: asked.answers)

    assert "Something broke on our side" in asked.answers[0].text
    assert "A command broke" in caplog.text
