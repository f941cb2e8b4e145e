"""The bot beside everything else."""

import asyncio
from functools import partial
from pathlib import Path

from tests.adapters.discord.house import PICTURE, DiscordHouse, open_house
from tests.adapters.discord.test_queries import ask
from tests.servers.discord.faults import answer_page, wait_after, wait_before
from tests.servers.discord.routes import Route


async def test_leaves_at_once_while_discord_cannot_be_reached(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        house.discord.fail_always(Route.SELF, answer_page(503))
        async with asyncio.timeout(60), house.open_bot():
            await house.discord.until(lambda: house.discord.calls)
        house.discord.recover()


async def test_leaves_while_it_is_logging_in(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        never = asyncio.Event()
        house.discord.fail_next(Route.BOT_GATEWAY, wait_before(never))
        async with asyncio.timeout(60), house.open_bot():
            await house.discord.until(lambda: any(call.route == Route.SELF for call in house.discord.calls))
        never.set()


async def test_leaves_while_it_is_connecting_again(tmp_path: Path) -> None:
    async with open_house(tmp_path) as house:
        async with asyncio.timeout(60), house.run_bot():
            house.discord.gateway.drop()
            await house.discord.until(lambda: not house.discord.gateway.is_ready)
        assert not house.discord.gateway.is_ready


async def _release_once_leaving(house: DiscordHouse, release: asyncio.Event) -> None:
    """Ask for help until the bot says that it leaves, and let go then of what it still does."""
    answer = ""
    while "I'm being restarted" not in answer:
        answer = await ask(house, "help")
    release.set()


async def test_finishes_an_order_before_it_leaves_and_takes_no_other(tmp_path: Path) -> None:
    release = asyncio.Event()
    async with open_house(tmp_path) as house, asyncio.timeout(60), asyncio.TaskGroup() as tasks, house.run_bot():
        house.discord.fail_next(Route.CALLBACK, wait_after(release))
        begun = await house.discord.slash(
            "animate",
            {"prompt": "waves"},
            user=house.anna,
            channel=house.channel,
            attachments={"first": PICTURE},
        )
        await house.discord.until(lambda: begun.is_acknowledged)
        tasks.create_task(_release_once_leaving(house, release))

    assert len(house.jobs.commands) == 1


async def test_a_mention_while_the_bot_leaves_is_answered(tmp_path: Path) -> None:
    release = asyncio.Event()
    async with open_house(tmp_path) as house, asyncio.timeout(60), asyncio.TaskGroup() as tasks, house.run_bot():
        house.discord.fail_next(Route.CALLBACK, wait_after(release))
        begun = await house.discord.slash("jobs", user=house.anna, channel=house.channel)
        await house.discord.until(lambda: begun.is_acknowledged)
        tasks.create_task(_mention_once_leaving(house, release))

    assert "I'm being restarted" in house.read_channel()[-1].text
    assert house.jobs.commands == []


async def _mention_once_leaving(house: DiscordHouse, release: asyncio.Event) -> None:
    """Ask for a video once the bot leaves, and let go of what it does when it answered."""
    await _release_once_leaving(house, asyncio.Event())
    await house.discord.say(house.channel, house.anna, f"<@{house.discord.bot.id}> waves", [PICTURE])
    await house.discord.until(lambda: len(house.read_channel()) > 1)
    release.set()


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
