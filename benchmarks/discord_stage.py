"""What the Discord measurements share: a local Discord with people in it, and a bot to be measured."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import discord_process
from benchmarks.chat_process import BotOrder, BotProcess, Kind, open_process
from benchmarks.chat_stage import VideoHost, serve_video
from tests.end_to_end.pictures import write_landscape
from tests.servers.discord.rate_limits import RateLimits
from tests.servers.discord.records import Channel, Interaction, Upload, User
from tests.servers.discord.server import LocalDiscord, local_discord

#: The option that takes a picture has another name in the smallest bot.
_PICTURE_OPTIONS = {Kind.DEFERRER: "image", Kind.COURIER: "image", Kind.FLIPBOOK: "first"}


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A local Discord before the bot comes in."""

    discord: LocalDiscord
    channels: Sequence[Channel]
    people: Sequence[User]
    picture: Upload
    host: VideoHost
    folder: Path

    async def ask(self, kind: Kind, number: int) -> Interaction:
        """Let the person whose turn it is ask for a video."""
        return await self.discord.slash(
            "animate",
            {"prompt": f"waves, number {number}"},
            user=self.people[number % len(self.people)],
            channel=self.channels[number % len(self.channels)],
            attachments={_PICTURE_OPTIONS[kind]: self.picture},
        )

    @asynccontextmanager
    async def run_bot(
        self, kind: Kind, *, render_seconds: float = 5, settings: dict[str, int] | None = None, by: str | None = None
    ) -> AsyncIterator[BotProcess]:
        """Let a bot live while the block runs, and listen when it begins; it reaches the platform `by` an address."""
        order = BotOrder(
            kind=kind,
            origin=self.discord.origin if by is None else f"http://{by}",
            token=self.discord.token,
            folder=self.folder,
            video_url=self.host.url,
            render_seconds=render_seconds,
            settings=settings or {},
        )
        async with open_process(order, module=discord_process.__name__) as bot:
            if kind is not Kind.CORE:
                await self.discord.ready()
            yield bot


@asynccontextmanager
async def open_stage(
    *, channels: int = 1, people: int = 1, guilds: int = 1, limits: RateLimits | None = None, video: bytes = b""
) -> AsyncIterator[Stage]:
    """Open a local Discord with so many servers, all channels and people being in the first one."""
    with TemporaryDirectory() as name:
        async with local_discord(limits=limits, is_validated=False) as discord, serve_video(video) as host:
            first, *_ = [discord.add_guild(f"Studio {number}") for number in range(guilds)]
            path = await asyncio.to_thread(write_landscape, Path(name, "day.png"), size=(640, 360))
            content = await asyncio.to_thread(path.read_bytes)
            yield Stage(
                discord=discord,
                channels=[discord.add_channel(first, f"channel-{number}") for number in range(channels)],
                people=[discord.add_member(first, f"Person {number}") for number in range(people)],
                picture=Upload(filename="day.png", content=content, content_type="image/png"),
                host=host,
                folder=Path(name),
            )
