"""A local Slack with a workspace, a channel and Ada, and our platform posting into it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from adapters.slack.channel_search import ChannelSearch
from adapters.slack.connection import SlackConnection, open_connection
from adapters.slack.message_post import PostingTools
from adapters.slack.pace import PostPace
from adapters.slack.platform import SlackPlatform
from adapters.slack.tokens import SingleToken
from adapters.slack.video_post import VideoPosting
from bot.job.card import Card, ResultPost
from bot.job.drawing import Surroundings, draw_card, draw_result
from bot.job.job import JobState, ReplyAddress, Requester, Video
from tests.contracts.samples import NOON, build_job
from tests.fakes.media import MemoryMediaStore
from tests.fakes.posts import MemoryPostStore
from tests.fakes.video_service import PAID
from tests.servers.slack.rate_limits import RateLimits
from tests.servers.slack.records import Channel, Message, Person, Workspace
from tests.servers.slack.server import LocalSlack, local_slack

VIDEO = Video(
    key="v.mp4", poster_key="p.jpg", width=1280, height=720, duration_seconds=5.0, size_bytes=9, has_sound=False
)
CONTENT = b"the bytes of a video"


@dataclass
class Moment:
    """A clock that tests put forward."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, kw_only=True)
class Office:
    """Everything that a test needs to let the bot post in Slack."""

    slack: LocalSlack
    workspace: Workspace
    channel: Channel
    ada: Person
    connection: SlackConnection
    media: MemoryMediaStore
    posts: MemoryPostStore
    clock: Moment
    share_pauses: Sequence[float] = (0.0, 0.01, 0.02)

    @property
    def address(self) -> ReplyAddress:
        """Return the channel as jobs know it."""
        return self.locate(self.channel)

    @property
    def requester(self) -> Requester:
        """Return Ada as jobs know her."""
        return Requester(platform="slack", id=self.ada.id, name=self.ada.name)

    @property
    def tools(self) -> PostingTools:
        """Return what a newly started bot posts with."""
        return PostingTools(
            connection=self.connection,
            posts=self.posts,
            clock=self.clock,
            pace=PostPace(0.0),
            share_pauses=self.share_pauses,
        )

    @property
    def videos(self) -> VideoPosting:
        """Return a newly started bot's way to post videos."""
        return VideoPosting(self.tools, media=self.media, link=lambda key: f"https://bot.example/{key}")

    @property
    def platform(self) -> SlackPlatform:
        """Return a newly started bot's platform."""
        return SlackPlatform(self.tools, videos=self.videos, channels=ChannelSearch(self.connection))

    def locate(self, channel: Channel, *, thread: str | None = None) -> ReplyAddress:
        """Return a channel or thread as jobs know it."""
        return ReplyAddress(platform="slack", tenant=channel.workspace.id, place=channel.id, thread=thread)

    def read_channel(self, channel: Channel | None = None) -> list[Message]:
        """Return what the bot has posted in a channel and its threads, oldest first."""
        return [one for one in self.slack.messages(channel or self.channel) if one.author.is_bot]

    def draw(self, state: JobState = JobState.QUEUED, **changes: object) -> Card:
        """Draw the card of a job of Ada's."""
        job = build_job("a", state=state, requester=self.requester, address=self.address, **changes)
        return draw_card(job, Surroundings(profile=PAID, now=NOON))

    def draw_result(self, **changes: object) -> ResultPost:
        """Draw the result of a job of Ada's."""
        result = draw_result(build_job("a", requester=self.requester, address=self.address), VIDEO, PAID)
        return replace(result, **changes)  # type: ignore[arg-type] # each test names real fields


@asynccontextmanager
async def open_office(*, limits: RateLimits | None = None) -> AsyncIterator[Office]:
    """Open a local Slack with the bot in it."""
    async with local_slack(limits=limits) as slack:
        workspace = slack.add_workspace("Acme")
        ada = slack.add_person(workspace, "Ada")
        channel = slack.add_channel(workspace, "general")
        media = MemoryMediaStore()
        media.contents[VIDEO.key] = CONTENT
        tokens = SingleToken(workspace.bot_token, base_url=slack.api_url)
        async with open_connection(tokens, base_url=slack.api_url) as connection:
            yield Office(
                slack=slack,
                workspace=workspace,
                channel=channel,
                ada=ada,
                connection=connection,
                media=media,
                posts=MemoryPostStore(),
                clock=Moment(),
            )
