"""The whole bot in Discord while its program stands still: what people do is acknowledged all the same."""

import asyncio
import os
import signal
from pathlib import Path

from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.pictures import write_landscape
from tests.servers.discord.records import Upload
from tests.servers.discord.server import local_discord

_PATIENCE_SECONDS = 300


async def test_an_order_is_acknowledged_while_the_program_stands_still_and_taken_when_it_goes_on(
    tmp_path: Path,
) -> None:
    content = await asyncio.to_thread(write_landscape(tmp_path / "day.png", size=(320, 320)).read_bytes)
    picture = Upload(filename="day.png", content=content, content_type="image/png")
    async with local_discord() as discord:
        guild = discord.add_guild("Studio")
        channel, anna = discord.add_channel(guild, "general"), discord.add_member(guild, "Anna")
        bot = BotProcess(
            tmp_path / "data",
            program=("-m", "tests.servers.discord.launch", discord.origin),
            environment={"FLIPBOOK_DISCORD_TOKEN": discord.token},
        )
        try:
            await bot.start()
            await discord.until(
                lambda: discord.gateway.is_ready and discord.commands(), patience_seconds=_PATIENCE_SECONDS
            )
            os.kill(bot.process_id, signal.SIGSTOP)
            order = await discord.slash(
                "animate", {"prompt": "waves"}, user=anna, channel=channel, attachments={"first": picture}
            )
            await discord.until(lambda: order.is_acknowledged, patience_seconds=_PATIENCE_SECONDS)
            cards_meanwhile = len(discord.messages(channel.id))
            os.kill(bot.process_id, signal.SIGCONT)
            await discord.until(
                lambda: [one for one in discord.messages(channel.id) if not one.is_ephemeral],
                patience_seconds=_PATIENCE_SECONDS,
            )
        finally:
            await bot.kill()

    # Nothing but the sign that something goes on, which Anna alone sees.
    assert cards_meanwhile == 1
