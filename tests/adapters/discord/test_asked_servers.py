"""Servers that Discord is asked for."""

from datetime import datetime, timedelta
from pathlib import Path

from adapters.discord.asked_servers import AskedServers
from adapters.discord.posting import open_discord_posting
from tests.adapters.discord.house import DiscordHouse, open_house
from tests.adapters.discord.test_video_post import MIB, post_video
from tests.contracts.samples import NOON
from tests.servers.discord.errors import ALREADY_ACKNOWLEDGED
from tests.servers.discord.faults import answer_error
from tests.servers.discord.routes import Route

UNKNOWN_GUILD = 1


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


async def find_tier(servers: AskedServers, house: DiscordHouse) -> int | None:
    """Return the level of the house's server."""
    guild = await servers.find(await house.connection.lend_client(), house.guild.id)
    return None if guild is None else guild.premium_tier


def count_questions(house: DiscordHouse) -> int:
    return sum(call.route == Route.GUILD for call in house.discord.calls)


async def test_a_process_that_only_posts_knows_what_a_boosted_server_takes(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.guild.tier = 2
        async with open_discord_posting(house.connection):
            message = await post_video(house, b"v" * (21 * MIB))
            again = await post_video(house, b"w" * (21 * MIB), job_id="b")

    assert [len(one.attachments[0].content) for one in (message, again)] == [21 * MIB, 21 * MIB]
    assert count_questions(house) == 1


async def test_a_process_that_has_just_come_knows_what_a_boosted_server_takes(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.guild.tier = 2
        # The gateway has not told yet which servers there are.
        house.discord.gateway.refusals = 1_000_000
        async with house.open_bot():
            message = await post_video(house, b"v" * (21 * MIB))

    assert [len(file.content) for file in message.attachments] == [21 * MIB]


async def test_a_process_that_listens_asks_nothing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, house.run_bot():
        await (await house.connection.lend_client()).wait_until_ready()
        guild = await house.connection.find_guild(str(house.guild.id))
        left = await house.connection.find_guild(str(UNKNOWN_GUILD))

    assert guild is not None
    assert left is None
    assert count_questions(house) == 0


async def test_asks_again_after_an_hour(tmp_path: Path) -> None:
    clock = Clock()
    servers = AskedServers(clock=clock)
    async with open_house(tmp_path) as house, open_discord_posting(house.connection):
        before = await find_tier(servers, house)
        house.guild.tier = 3
        meanwhile = await find_tier(servers, house)
        clock.now += timedelta(hours=1)
        after = await find_tier(servers, house)

    assert (before, meanwhile, after) == (0, 0, 3)


async def test_believes_the_last_answer_when_there_is_no_new_one(tmp_path: Path) -> None:
    clock = Clock()
    servers = AskedServers(clock=clock)
    async with open_house(tmp_path) as house, open_discord_posting(house.connection):
        house.guild.tier = 2
        await find_tier(servers, house)
        clock.now += timedelta(hours=2)
        house.discord.fail_next(Route.GUILD, answer_error(ALREADY_ACKNOWLEDGED))
        tier = await find_tier(servers, house)

    assert tier == 2


async def test_a_server_that_is_not_ours_has_the_lowest_limits(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house, open_discord_posting(house.connection):
        found = [await house.connection.find_guild(str(UNKNOWN_GUILD)) for _ in range(2)]

    assert found == [None, None]
    assert count_questions(house) == 1
