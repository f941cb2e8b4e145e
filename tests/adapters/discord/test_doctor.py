"""The checkup of the Discord side."""

from pathlib import Path

from pydantic import SecretStr

from adapters.discord.doctor import examine_discord
from tests.adapters.discord.house import DiscordHouse, open_busy_house, open_house
from tests.servers.discord.permissions import Permission
from tests.servers.discord.server import local_discord


async def examine(house: DiscordHouse) -> list[str]:
    """Return what is wrong."""
    findings = await examine_discord(SecretStr(house.discord.token))
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


async def test_says_how_to_add_the_bot_to_a_server() -> None:
    async with local_discord() as discord:
        with discord.install_into_client_library():
            findings = await examine_discord(SecretStr(discord.token))

    assert f"client_id={discord.application_id}" in findings[-1].sentence


async def test_a_wrong_token_is_all_there_is_to_say() -> None:
    async with local_discord() as discord:
        with discord.install_into_client_library():
            findings = await examine_discord(SecretStr("wrong"))

    assert [finding.is_good for finding in findings] == [False]
    assert "does not accept this bot's token" in findings[0].sentence
