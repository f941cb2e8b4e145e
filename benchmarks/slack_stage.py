"""What the Slack measurements share: a local Slack with people in it, and a bot to be measured."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import slack_process
from benchmarks.chat_process import BotProcess, Kind, open_process
from benchmarks.chat_stage import VideoHost, serve_video
from benchmarks.slack_process import SlackOrder
from tests.end_to_end.pictures import write_landscape
from tests.servers.slack.rate_limits import RateLimits
from tests.servers.slack.records import Channel, Message, Person, Upload, Workspace
from tests.servers.slack.server import LocalSlack, local_slack


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A local Slack before the bot comes in."""

    slack: LocalSlack
    workspace: Workspace
    channels: Sequence[Channel]
    people: Sequence[Person]
    picture: Upload
    host: VideoHost
    folder: Path

    async def ask(self, number: int) -> Message:
        """Let the person whose turn it is mention the bot with a picture."""
        return self.slack.say(
            self.channels[number % len(self.channels)],
            self.people[number % len(self.people)],
            f"{'' if self.workspace.bot is None else self.workspace.bot.mention} waves, number {number}",
            files=[self.picture],
        )

    def find_videos(self) -> list[Message]:
        """Return the messages that brought videos, oldest first."""
        found = [one for one in self.slack.world.messages.values() if one.files and one.author.is_bot]
        return sorted(found, key=lambda message: message.created_at)

    @asynccontextmanager
    async def run_bot(
        self, kind: Kind, *, render_seconds: float = 5, settings: dict[str, int] | None = None, by: str | None = None
    ) -> AsyncIterator[BotProcess]:
        """Let a bot live while the block runs, and listen when it begins; its Socket Mode goes `by` an address."""
        if by is not None:
            self.slack.world.origin = f"http://{by}"
        order = SlackOrder(
            kind=kind,
            origin=self.slack.api_url,
            files_origin=self.slack.files_origin,
            token=self.workspace.bot_token,
            app_token=self.slack.app.app_token,
            folder=self.folder,
            video_url=self.host.url,
            render_seconds=render_seconds,
            settings=settings or {},
        )
        async with open_process(order, module=slack_process.__name__) as bot:
            if kind is not Kind.CORE:
                await self.slack.ready()
            yield bot


@asynccontextmanager
async def open_stage(
    *, channels: int = 1, people: int = 1, limits: RateLimits | None = None, video: bytes = b""
) -> AsyncIterator[Stage]:
    """Open a local Slack with one workspace."""
    with TemporaryDirectory() as name:
        async with local_slack(limits=limits, is_validated=False) as slack, serve_video(video) as host:
            workspace = slack.add_workspace("Studio")
            path = await asyncio.to_thread(write_landscape, Path(name, "day.png"), size=(640, 360))
            persons = [slack.add_person(workspace, f"Person {number}") for number in range(people)]
            yield Stage(
                slack=slack,
                workspace=workspace,
                channels=[slack.add_channel(workspace, f"channel-{number}") for number in range(channels)],
                people=persons,
                picture=Upload(filename="day.png", content=await asyncio.to_thread(path.read_bytes)),
                host=host,
                folder=Path(name),
            )
