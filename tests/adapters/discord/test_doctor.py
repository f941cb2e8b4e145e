"""The checkup of the Discord side."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.discord.doctor import examine_discord
from tests.adapters.discord.house import DiscordHouse, open_busy_house, open_house
from tests.adapters.discord.test_commands import read_command
from tests.servers.discord.errors import MISSING_ACCESS
from tests.servers.discord.faults import answer_error, answer_page
from tests.servers.discord.permissions import Permission
from tests.servers.discord.records import ChannelType
from tests.servers.discord.routes import Route
from tests.servers.discord.server import local_discord


async def examine(house: DiscordHouse) -> list[str]:
    """Return what is wrong."""
    findings = await examine_discord(SecretStr(house.discord.token), command_memory=house.command_memory)
    return [finding.sentence for finding in findings if not finding.is_good]


async def test_nothing_is_wrong_with_a_bot_that_runs(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        assert await examine(house) == []


async def test_names_the_commands_that_discord_was_never_told(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        (wrong,) = await examine(house)

    assert "`Animate this image`, `animate`, `help`, `jobs`, `notify` are not registered" in wrong


async def test_names_channel_and_right_that_are_missing(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.add_channel(house.guild, "art", bot_lacks=Permission.ATTACH_FILES)
        async with house.run_bot():
            (wrong,) = await examine(house)

    assert "in `#art` of `Studio` the bot lacks `Attach Files`" in wrong


async def test_a_forum_needs_its_rights_too(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.add_channel(
            house.guild, "ideas", type_=ChannelType.FORUM, bot_lacks=Permission.SEND_MESSAGES_IN_THREADS
        )
        async with house.run_bot():
            (wrong,) = await examine(house)

    assert "in `#ideas` of `Studio` the bot lacks `Send Messages in Threads`" in wrong


async def test_a_channel_that_the_bot_does_not_see_is_no_fault(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.add_channel(house.guild, "staff", bot_lacks=Permission.VIEW_CHANNEL)
        async with house.run_bot():
            findings = await examine_discord(SecretStr(house.discord.token), command_memory=house.command_memory)

    assert all(finding.is_good for finding in findings)
    assert "does not see `#staff`" in findings[-1].sentence


async def test_says_what_a_server_takes_and_where_the_bot_may_post(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.guild.tier = 2
        house.discord.add_channel(house.guild, "staff", bot_lacks=Permission.VIEW_CHANNEL)
        async with house.run_bot():
            findings = await examine_discord(SecretStr(house.discord.token), command_memory=house.command_memory)

    said = " ".join(finding.sentence for finding in findings)
    assert "in `Studio` the bot may do all it needs in 1 of 2 channels" in said
    assert "Videos of up to 50 MB" in said


async def test_a_server_that_cannot_be_looked_at_hides_no_other(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.add_guild("Other")
        async with house.run_bot():
            house.discord.fail_next(Route.GUILD_CHANNELS, answer_error(MISSING_ACCESS))
            findings = await examine_discord(SecretStr(house.discord.token), command_memory=house.command_memory)

    assert [finding.is_good for finding in findings[-2:]] == [False, True]
    assert "could not be looked at" in findings[-2].sentence


async def test_says_that_something_else_changed_the_commands(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        read_command(house, "jobs")["description"] = "Of another program"
        (wrong,) = await examine(house)

    assert "not those that this bot registered last" in wrong


async def test_says_how_to_add_the_bot_to_a_server(tmp_path: Path) -> None:
    async with local_discord() as discord:
        with discord.install_into_client_library():
            findings = await examine_discord(SecretStr(discord.token), command_memory=tmp_path / "none")

    assert f"client_id={discord.application_id}" in findings[-1].sentence


async def test_a_wrong_token_is_all_there_is_to_say(tmp_path: Path) -> None:
    async with local_discord() as discord:
        with discord.install_into_client_library():
            findings = await examine_discord(SecretStr("wrong"), command_memory=tmp_path / "none")

    assert [finding.is_good for finding in findings] == [False]
    assert "choose Reset Token" in findings[0].sentence


async def test_says_that_commands_go_elsewhere(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        house.discord.world.interactions_url = "https://elsewhere.example/interactions"
        (wrong,) = await examine(house)

    assert "sends its commands to an Interactions Endpoint URL" in wrong
    assert "General Information page" in wrong


@pytest.mark.parametrize(
    ("types", "said"),
    [
        (("0", "1"), "people can take it along"),
        (("0",), "tick User Install on the Installation page"),
        ((), "can be added to servers"),
    ],
)
async def test_says_where_the_bot_can_be_installed(tmp_path: Path, types: tuple[str, ...], said: str) -> None:
    async with open_house(tmp_path) as house:
        house.discord.world.install_types = types
        async with house.run_bot():
            findings = await examine_discord(SecretStr(house.discord.token), command_memory=house.command_memory)

    assert all(finding.is_good for finding in findings)
    assert said in " ".join(finding.sentence for finding in findings)


async def test_a_bot_that_no_server_can_have_is_a_fault(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.world.install_types = ("1",)
        async with house.run_bot():
            (wrong,) = await examine(house)

    assert "Tick Guild Install on the Installation page" in wrong


async def test_a_discord_that_is_down_is_told_from_a_wrong_token(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.fail_always(Route.SELF, answer_page(503))
        (wrong,) = await examine(house)

    assert "Discord does not answer right now" in wrong
    assert "discord_503" in wrong


async def test_says_that_not_every_server_was_looked_at(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for number in range(20):
            house.discord.add_guild(f"Server {number}")
        async with house.run_bot():
            findings = await examine_discord(SecretStr(house.discord.token), command_memory=house.command_memory)

    assert "only 20 were looked at" in findings[-1].sentence
