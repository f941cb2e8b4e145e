"""Channels that are looked up: by a client that listens, and by one that only posts."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.discord.channel_search import ChannelSearch
from adapters.discord.posting import open_discord_posting
from bot.errors import ServiceBusy
from bot.job.job import ReplyAddress, Requester
from tests.adapters.discord.house import DiscordHouse, open_house
from tests.adapters.discord.test_asked_servers import Clock
from tests.servers.discord.errors import UNAUTHORIZED
from tests.servers.discord.faults import answer_error, answer_too_many
from tests.servers.discord.permissions import NONE, Permission
from tests.servers.discord.records import Channel
from tests.servers.discord.routes import Route

ANYBODY = Requester(platform="discord", id="", name="")
STRANGER = Requester(platform="web", id="1", name="Web")
ASKING = (Route.OWN_GUILDS, Route.GUILD, Route.GUILD_CHANNELS, Route.CHANNEL)

OpenBot = Callable[[DiscordHouse], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def listen(house: DiscordHouse) -> AsyncIterator[None]:
    """Let the bot live until it knows all servers."""
    async with house.open_bot():
        await (await house.connection.lend_client()).wait_until_ready()
        yield


def only_post(house: DiscordHouse) -> AbstractAsyncContextManager[None]:
    """Let a process live that never listens."""
    return open_discord_posting(house.connection)


both_ways = pytest.mark.parametrize("open_bot", [listen, only_post])


def add_private_channel(house: DiscordHouse) -> Channel:
    """Add a channel that only Anna and the bot may see."""
    channel = house.discord.add_channel(house.guild, "ada")
    channel.overwrites[house.guild.id] = (NONE, Permission.VIEW_CHANNEL)
    channel.overwrites[house.anna.id] = (Permission.VIEW_CHANNEL, NONE)
    return channel


def count_questions(house: DiscordHouse) -> int:
    return sum(len(house.discord.calls_to(route)) for route in ASKING)


@both_ways
async def test_an_open_channel_is_found_by_name_and_id(tmp_path: Path, open_bot: OpenBot) -> None:
    async with open_house(tmp_path) as house, open_bot(house):
        names = ("general", str(house.channel.id))
        found = [await house.platform.find_place(name, person=ANYBODY) for name in names]

    assert found == [house.address, house.address]


@both_ways
async def test_people_from_elsewhere_find_open_channels(tmp_path: Path, open_bot: OpenBot) -> None:
    async with open_house(tmp_path) as house, open_bot(house):
        assert await house.platform.find_place("general", person=STRANGER) == house.address


@both_ways
async def test_an_unknown_channel_is_not_found(tmp_path: Path, open_bot: OpenBot) -> None:
    async with open_house(tmp_path) as house, open_bot(house):
        names = ("nowhere", "123456789012345678")
        found = [await house.platform.find_place(name, person=ANYBODY) for name in names]

    assert found == [None, None]


@both_ways
async def test_a_name_in_two_servers_names_no_channel(tmp_path: Path, open_bot: OpenBot) -> None:
    async with open_house(tmp_path) as house:
        house.discord.add_channel(house.discord.add_guild("Other"), "general")
        async with open_bot(house):
            assert await house.platform.find_place("general", person=ANYBODY) is None


@both_ways
async def test_a_private_channel_is_found_by_those_who_see_it(tmp_path: Path, open_bot: OpenBot) -> None:
    async with open_house(tmp_path) as house:
        channel = add_private_channel(house)
        bert = house.discord.add_member(house.guild, "Bert")
        async with open_bot(house):
            people = (house.requester, Requester(platform="discord", id=str(bert.id), name="Bert"), ANYBODY, STRANGER)
            found = [await house.platform.find_place("ada", person=person) for person in people]

    expected = ReplyAddress(platform="discord", tenant=str(house.guild.id), place=str(channel.id))
    assert found == [expected, None, None, None]


@both_ways
async def test_a_conversation_is_no_place(tmp_path: Path, open_bot: OpenBot) -> None:
    async with open_house(tmp_path) as house, open_bot(house):
        conversation = house.discord.add_direct_channel(house.anna)
        assert await house.platform.find_place(str(conversation.id), person=house.requester) is None


async def test_a_client_that_listens_asks_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, listen(house):
        for name in ("general", str(house.channel.id), "nowhere"):
            await house.platform.find_place(name, person=ANYBODY)

    assert count_questions(house) == 0


async def test_a_client_that_has_just_come_asks(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.open_bot():
        # Nobody has told it yet which channels there are.
        await house.connection.lend_client()

        assert await house.platform.find_place(str(house.channel.id), person=ANYBODY) == house.address


async def test_an_answer_is_believed_for_a_minute(tmp_path: Path) -> None:
    clock = Clock()
    async with open_house(tmp_path) as house, only_post(house):
        search = ChannelSearch(house.connection, clock=clock)
        before = [await search.find(str(house.channel.id), person=ANYBODY) for _ in range(3)]
        asked = count_questions(house)
        house.channel.overwrites[house.guild.id] = (NONE, Permission.VIEW_CHANNEL)
        clock.now += timedelta(minutes=1)
        after = await search.find(str(house.channel.id), person=ANYBODY)

    assert before == [house.address] * 3
    assert asked == len({Route.CHANNEL, Route.GUILD, Route.GUILD_CHANNELS})
    assert after is None


async def test_a_discord_that_is_busy_hides_no_channel(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, only_post(house):
        house.discord.fail_next(Route.CHANNEL, answer_too_many(60))
        with pytest.raises(ServiceBusy):
            await house.platform.find_place(str(house.channel.id), person=ANYBODY)


async def test_a_discord_that_refuses_to_tell_is_not_asked_for_ever(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, only_post(house):
        house.discord.fail_next(Route.OWN_GUILDS, answer_error(UNAUTHORIZED))
        assert await house.platform.find_place("general", person=ANYBODY) is None

    assert len(house.discord.calls_to(Route.OWN_GUILDS)) == 1
