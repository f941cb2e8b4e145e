"""The bot beside everything else."""

import asyncio
from functools import partial
from pathlib import Path

from tests.adapters.discord.house import PICTURE, DiscordHouse, open_house
from tests.servers.discord.faults import answer_page, wait_before
from tests.servers.discord.routes import Route


async def test_leaves_at_once_while_discord_cannot_be_reached(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.fail_always(Route.SELF, answer_page(503))
        async with asyncio.timeout(10), house.open_bot():
            await house.discord.until(lambda: house.discord.calls)
        house.discord.recover()


async def test_leaves_while_it_is_logging_in(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        never = asyncio.Event()
        house.discord.fail_next(Route.BOT_GATEWAY, wait_before(never))
        async with asyncio.timeout(10), house.open_bot():
            await house.discord.until(lambda: any(call.route == Route.SELF for call in house.discord.calls))
        never.set()


async def test_leaves_while_it_is_connecting_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with asyncio.timeout(10), house.run_bot():
            house.discord.gateway.drop()
            await house.discord.until(lambda: not house.discord.gateway.is_ready)
        assert not house.discord.gateway.is_ready


def _has_taken(house: DiscordHouse, count: int) -> bool:
    return len(house.jobs.commands) == count


async def test_two_starts_one_after_the_other_work(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        for number in (1, 2):
            house.restart()
            async with house.run_bot():
                await house.discord.slash(
                    "animate",
                    {"prompt": f"take {number}"},
                    user=house.anna,
                    channel=house.channel,
                    attachments={"first": PICTURE},
                )
                await house.discord.until(partial(_has_taken, house, number))

    assert [command.options["prompt"] for command in house.jobs.commands] == ["take 1", "take 2"]
