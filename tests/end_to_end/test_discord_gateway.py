"""Many jobs that run while Discord's gateway breaks down: the real bot, a local Discord, and a service that waits."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from adapters.discord.app import open_discord
from bot.application.core import open_core
from bot.application.discord_side import build_discord, build_discord_parts
from bot.application.foundations import open_foundations
from bot.settings import Settings
from tests.bot.media.videos import build_video, coloured_frames
from tests.end_to_end.pictures import write_landscape
from tests.fakes.video_service import COMPLETED, FakeVideoService, rendering
from tests.servers.discord.gateway import Gateway
from tests.servers.discord.records import Channel, Upload, User
from tests.servers.discord.server import LocalDiscord, local_discord

JOBS = 50
_PATIENCE_SECONDS = 300


class HeldService(FakeVideoService):
    """Finishes nothing before it is told to, and hands out a real video then."""

    def __init__(self) -> None:
        super().__init__(clock=lambda: datetime.now(UTC))
        self.script = (rendering(10),)
        self._video = build_video(coloured_frames(("red", "blue"), size=(64, 64)))

    async def download_result(self, url: str, *, to: Path) -> None:
        await asyncio.to_thread(to.write_bytes, self._video)
        self.downloads.append(url)

    def finish(self) -> None:
        """Have finished every task."""
        for task in self.tasks.values():
            task.reports = deque([COMPLETED])


@asynccontextmanager
async def run_bot_in(discord: LocalDiscord, folder: Path, service: HeldService) -> AsyncIterator[None]:
    """Let the bot live, with the local Discord and the held service in the places of the real ones."""
    room = dict.fromkeys(("most_running", "most_running_per_person", "most_unfinished_per_person"), JOBS)
    settings = Settings.model_validate(
        {"data_folder": folder, "discord_token": discord.token, "api_key": SecretStr("sk-unused"), **room}
    )
    async with open_foundations(settings) as opened:
        foundations = replace(opened, service=service)
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


async def order(discord: LocalDiscord, anna: User, channel: Channel, *, content: bytes) -> None:
    """Ask for a video."""
    picture = Upload(filename="day.png", content=content, content_type="image/png")
    await discord.slash("animate", {"prompt": "waves"}, user=anna, channel=channel, attachments={"first": picture})


def break_session(gateway: Gateway) -> None:
    """Break the connection, and know nothing of its session afterwards."""
    gateway.drop()
    gateway.forget_sessions()


@pytest.mark.parametrize("break_down", [Gateway.drop, break_session], ids=["resumed", "a fresh session"])
async def test_no_video_is_lost_or_doubled_when_the_gateway_breaks_down(
    tmp_path: Path, break_down: Callable[[Gateway], None]
) -> None:
    content = write_landscape(tmp_path / "day.png", size=(320, 320)).read_bytes()
    service = HeldService()
    async with local_discord() as discord:
        guild = discord.add_guild("Studio")
        channels = [discord.add_channel(guild, f"channel-{number}") for number in range(JOBS)]
        anna = discord.add_member(guild, "Anna")
        with discord.install_into_client_library():
            async with run_bot_in(discord, tmp_path / "data", service):
                for channel in channels:
                    await order(discord, anna, channel, content=content)
                await discord.until(lambda: len(service.tasks) == JOBS, patience_seconds=_PATIENCE_SECONDS)
                break_down(discord.gateway)
                service.finish()
                await discord.until(
                    lambda: all(count_ends(discord, channel) for channel in channels),
                    patience_seconds=_PATIENCE_SECONDS,
                )
                # What is said while nobody listens reaches nobody.
                await discord.ready()
                asked = await discord.slash("help", user=anna, channel=channels[0])
                await discord.until(lambda: asked.is_acknowledged, patience_seconds=_PATIENCE_SECONDS)

    assert [count_videos(discord, channel) for channel in channels] == [1] * JOBS
    assert len(service.downloads) == JOBS


def count_videos(discord: LocalDiscord, channel: Channel) -> int:
    """Return how many videos stand in a channel."""
    files = [file for message in discord.messages(channel.id) for file in message.attachments]
    return sum(file.filename.endswith(".mp4") for file in files)


def count_ends(discord: LocalDiscord, channel: Channel) -> int:
    """Return how many cards say that their video is done."""
    return sum("Done in" in message.text for message in discord.messages(channel.id))
