"""From a command in Discord to the video in the channel: the real bot, the real studio, a local Discord."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from adapters.discord.app import open_discord
from bot.application.core import open_core
from bot.application.discord_side import build_discord, build_discord_parts
from bot.application.foundations import open_foundations
from bot.settings import Settings
from tests.end_to_end.pictures import write_landscape
from tests.servers.discord.records import Channel, Message, Upload, User
from tests.servers.discord.server import LocalDiscord, local_discord

_PATIENCE_SECONDS = 300


@asynccontextmanager
async def run_bot_in(discord: LocalDiscord, folder: Path) -> AsyncIterator[None]:
    """Let the whole bot live, with the local Discord in the place of the real one."""
    settings = Settings(data_folder=folder, discord_token=SecretStr(discord.token), studio_workers=1)
    async with open_foundations(settings) as foundations:
        side = build_discord(foundations)
        assert side is not None
        async with open_core(foundations, platforms=[side.platform]) as core:
            parts = replace(
                build_discord_parts(side, foundations, core),
                content_hosts=frozenset({urlsplit(discord.origin).netloc}),
                content_schemes=frozenset({"http"}),
            )
            async with open_discord(parts):
                await discord.ready()
                yield


def find_videos(discord: LocalDiscord, channel: Channel) -> list[Message]:
    """Return the messages with a video."""
    messages = discord.messages(channel.id)
    return [one for one in messages if any(file.filename.endswith(".mp4") for file in one.attachments)]


async def wait_for_videos(discord: LocalDiscord, channel: Channel, *, count: int) -> list[Message]:
    """Return the messages with a video when there are so many, and every card is done."""

    def is_done() -> bool:
        cards = [one for one in discord.messages(channel.id) if "Done in" in one.text]
        return len(find_videos(discord, channel)) == len(cards) == count

    async with asyncio.timeout(_PATIENCE_SECONDS):
        while True:
            try:
                await discord.until(is_done)
            except TimeoutError:
                continue
            return find_videos(discord, channel)


async def order(discord: LocalDiscord, anna: User, channel: Channel, *, picture: Path) -> None:
    """Ask for the shortest video."""
    content = await asyncio.to_thread(picture.read_bytes)
    await discord.slash(
        "animate",
        {"prompt": "slow push in", "duration": 3},
        user=anna,
        channel=channel,
        attachments={"first": Upload(filename="day.png", content=content, content_type="image/png")},
    )


async def test_a_command_brings_a_video_that_can_be_made_again(tmp_path: Path) -> None:
    async with local_discord() as discord:
        guild = discord.add_guild("Studio")
        channel, anna = discord.add_channel(guild, "general"), discord.add_member(guild, "Anna")
        with discord.install_into_client_library():
            async with run_bot_in(discord, tmp_path / "data"):
                await order(discord, anna, channel, picture=write_landscape(tmp_path / "day.png", size=(640, 360)))
                (video,) = await wait_for_videos(discord, channel, count=1)
                reroll = next(button for button in video.buttons if button["label"] == "Re-roll")
                await discord.click(video.id, reroll["custom_id"], user=anna)
                await wait_for_videos(discord, channel, count=2)

    assert video.mentions == [anna]
    assert video.attachments[0].content[4:8] == b"ftyp"
