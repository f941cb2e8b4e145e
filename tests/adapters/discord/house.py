"""What the tests of the Discord adapter share: the real client on a local Discord, in front of a core of fakes."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from adapters.discord.app import DiscordParts, OpenLine, open_discord
from adapters.discord.connection import DiscordConnection
from adapters.discord.event_gate import Claim, claim_everything
from adapters.discord.platform import DiscordPlatform
from adapters.discord.video_post import VideoPosting
from bot.errors import ServiceFailed
from bot.job.drawing import draw_result
from bot.job.job import Job, ReplyAddress, Requester, Video
from bot.policy.budget import Allowance
from tests.contracts.samples import build_job
from tests.fakes.job_service import FakeJobService
from tests.fakes.media import MemoryMediaStore
from tests.fakes.video_service import FREE
from tests.servers.discord.records import Channel, Guild, Message, Upload, User
from tests.servers.discord.server import LocalDiscord, local_discord

PICTURE = Upload(filename="day.png", content=b"\x89PNG day", content_type="image/png", width=640, height=360)


@dataclass
class FakeShrinker:
    """Shrinks any file to one byte, or to nothing at all."""

    is_able: bool = True

    async def fit_under(self, source: Path, *, to: Path, size_bytes: int) -> int:
        if not self.is_able or not await asyncio.to_thread(source.exists):
            sentence = "The video is too large."
            raise ServiceFailed(sentence, code="video_cannot_shrink")
        await asyncio.to_thread(to.write_bytes, b"v"[:size_bytes])
        return 1


class FakeBudget:
    """Limits nothing until it is told to."""

    def __init__(self) -> None:
        self.allowances: list[Allowance] = []

    async def read_allowances(self, _person: Requester, *, here: ReplyAddress) -> Sequence[Allowance]:
        del here
        return self.allowances


@dataclass(kw_only=True)
class DiscordHouse:
    """A server with one channel, and the bot in it."""

    discord: LocalDiscord
    folder: Path
    guild: Guild
    channel: Channel
    anna: User
    jobs: FakeJobService
    media: MemoryMediaStore
    shrinker: FakeShrinker
    budget: FakeBudget = field(default_factory=FakeBudget)
    #: Set it to let originals be had by link.
    has_links: bool = False
    #: What opens connections to the gateway; a process of its own takes a moment to start.
    open_line: OpenLine = nullcontext

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget everything that is not stored, as a new process would."""
        self.connection = DiscordConnection(SecretStr(self.discord.token), first_pause_seconds=0.01)
        self.videos = VideoPosting(
            media=self.media,
            shrinker=self.shrinker,
            work_folder=self.folder,
            link=self._link if self.has_links else None,
            size_memory=self.folder / "discord_upload_sizes",
        )
        self.platform = DiscordPlatform(self.connection, media=self.media, videos=self.videos)

    @property
    def command_memory(self) -> Path:
        """Return where the bot writes down which commands it told Discord."""
        return self.folder / "discord_commands"

    @property
    def address(self) -> ReplyAddress:
        """Return the channel's address."""
        return ReplyAddress(platform="discord", tenant=str(self.guild.id), place=str(self.channel.id))

    @property
    def requester(self) -> Requester:
        """Return Anna as the core knows her."""
        return Requester(platform="discord", id=str(self.anna.id), name=self.anna.name)

    @asynccontextmanager
    async def run_bot(self) -> AsyncIterator[None]:
        """Let the bot live while the block runs, and listen when it begins."""
        async with self.open_bot():
            await self.discord.ready()
            yield

    def open_bot(self, *, claim: Claim = claim_everything) -> AbstractAsyncContextManager[None]:
        """Let the bot live while the block runs, and answer what it can `claim`."""
        parts = DiscordParts(
            connection=self.connection,
            videos=self.videos,
            jobs=self.jobs,
            notify=self.jobs.notify,
            list_rules=self.jobs.list_rules,
            help_text=self.jobs.help_text(),
            budget=self.budget,
            command_memory=self.command_memory,
            claim=claim,
            open_line=self.open_line,
            content_hosts=frozenset({urlsplit(self.discord.origin).netloc}),
            content_schemes=frozenset({"http"}),
        )
        return open_discord(parts)

    def keep_job(self, job_id: str = "a", **changes: object) -> Job:
        """Have a job of Anna's in the channel."""
        job = build_job(job_id, **{"requester": self.requester, "address": self.address, **changes})
        self.jobs.keep(job)
        return job

    def keep_video(self, content: bytes = b"video") -> Video:
        """Have a video in the media store."""
        key = f"{len(self.media.contents):032}.mp4"
        self.media.contents[key] = content
        return Video(
            key=key,
            poster_key="p.jpg",
            width=1280,
            height=720,
            duration_seconds=5.0,
            size_bytes=len(content),
            has_sound=False,
        )

    async def post_result(self, job: Job) -> int:
        """Post a job's video and return the message's id."""
        return int(await self.platform.post_result(job.address, draw_result(job, self.keep_video(), FREE)))

    def read_channel(self) -> list[Message]:
        """Return what everybody sees in the channel."""
        return [message for message in self.discord.messages(self.channel.id) if not message.is_ephemeral]

    def _link(self, key: str) -> str:
        return f"https://flipbook.example/media/{key}"


@asynccontextmanager
async def open_house(folder: Path, *, has_links: bool = False) -> AsyncIterator[DiscordHouse]:
    """Open a server with the bot in it; the bot does not live yet."""
    async with local_discord() as discord:
        guild = discord.add_guild("Studio")
        house = DiscordHouse(
            discord=discord,
            folder=folder,
            guild=guild,
            channel=discord.add_channel(guild, "general"),
            anna=discord.add_member(guild, "Anna"),
            jobs=FakeJobService(),
            media=MemoryMediaStore(),
            shrinker=FakeShrinker(),
            has_links=has_links,
        )
        with discord.install_into_client_library():
            yield house


@asynccontextmanager
async def open_busy_house(folder: Path) -> AsyncIterator[DiscordHouse]:
    """Open a server in which the bot lives."""
    async with open_house(folder) as house, house.run_bot():
        yield house
