"""What Discord is told about commands, and when."""

from pathlib import Path

from bot.request.options import OPTIONS
from tests.adapters.discord.house import DiscordHouse, open_busy_house, open_house
from tests.servers.discord.routes import Route


def count_syncs(house: DiscordHouse) -> int:
    """Return how often Discord was told the commands."""
    return sum(call.route == Route.REPLACE_COMMANDS for call in house.discord.calls)


async def test_commands_are_told_once_and_not_at_every_start(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with house.run_bot():
            await house.discord.until(lambda: count_syncs(house) == 1)
        house.restart()
        async with house.run_bot():
            await house.discord.until(lambda: house.discord.gateway.is_ready)

    assert count_syncs(house) == 1


async def test_changed_commands_are_told_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        (tmp_path / "discord_commands").write_text("of an older version")
        async with house.run_bot():
            await house.discord.until(lambda: count_syncs(house) == 1)

    assert house.discord.commands()


async def test_every_option_of_the_table_is_an_option_of_the_command(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        (animate,) = [command for command in house.discord.commands() if command["name"] == "animate"]

    assert [option["name"] for option in animate["options"]] == [option.name for option in OPTIONS]


async def test_ranges_and_choices_come_from_the_table(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        (animate,) = [command for command in house.discord.commands() if command["name"] == "animate"]
    options = {option["name"]: option for option in animate["options"]}

    assert (options["duration"]["min_value"], options["duration"]["max_value"]) == (3, 15)
    assert [choice["value"] for choice in options["quality"]["choices"]] == ["720p", "1080p", "4k"]
    assert options["prompt"]["max_length"] == 2500


async def test_people_are_offered_nothing_but_pictures_where_pictures_are_asked_for(tmp_path: Path) -> None:
    async with open_busy_house(tmp_path) as house:
        (animate,) = [command for command in house.discord.commands() if command["name"] == "animate"]
    kinds = {option["name"]: option.get("file_types") for option in animate["options"]}

    assert (kinds["first"], kinds["last"], kinds["prompt"]) == (["image"], ["image"], None)
