"""Channels as places, and who may see them."""

from pathlib import Path

import pytest

from adapters.discord.places import mention_channels
from bot.job.job import ReplyAddress, Requester
from tests.adapters.discord.house import DiscordHouse, open_busy_house, open_house
from tests.servers.discord.permissions import NONE, Permission
from tests.servers.discord.records import Channel

ANYBODY = Requester(platform="discord", id="", name="")
STRANGER = Requester(platform="web", id="1", name="Web")


def add_private_channel(house: DiscordHouse) -> Channel:
    """Add a channel that only Anna and the bot may see."""
    channel = house.discord.add_channel(house.guild, "ada")
    channel.overwrites[house.guild.id] = (NONE, Permission.VIEW_CHANNEL)
    channel.overwrites[house.anna.id] = (Permission.VIEW_CHANNEL, NONE)
    return channel


async def test_an_open_channel_is_found_by_name_and_id(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        names = ("general", str(house.channel.id))
        found = [await house.platform.find_place(name, person=ANYBODY) for name in names]

    assert found == [house.address, house.address]


async def test_people_from_elsewhere_find_open_channels(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        assert await house.platform.find_place("general", person=STRANGER) == house.address


async def test_an_unknown_channel_is_not_found(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        assert await house.platform.find_place("nowhere", person=ANYBODY) is None


async def test_a_name_in_two_servers_names_no_channel(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.add_channel(house.discord.add_guild("Other"), "general")
        async with house.run_bot():
            assert await house.platform.find_place("general", person=ANYBODY) is None


async def test_a_private_channel_is_found_by_those_who_see_it(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        channel = add_private_channel(house)
        bert = house.discord.add_member(house.guild, "Bert")
        async with house.run_bot():
            people = (house.requester, Requester(platform="discord", id=str(bert.id), name="Bert"), ANYBODY, STRANGER)
            found = [await house.platform.find_place("ada", person=person) for person in people]

    expected = ReplyAddress(platform="discord", tenant=str(house.guild.id), place=str(channel.id))
    assert found == [expected, None, None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("#123456789012345678: yes", "<#123456789012345678>: yes"), ("#general #12", "#general #12")],
)
def test_ids_of_channels_become_links(text: str, expected: str) -> None:
    assert mention_channels(text) == expected
