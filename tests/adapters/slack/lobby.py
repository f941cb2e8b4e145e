"""What the tests of the ways in share: the real library on a local Slack, in front of a core of fakes."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.app import SlackParts, open_slack
from adapters.slack.connection import SlackConnection, open_connection
from adapters.slack.desk import Desk
from adapters.slack.http_requests import EVENTS_PATH
from adapters.slack.manifest import build_manifest
from bot.job.job import Job, ReplyAddress, Requester, Video
from bot.job.quote import Quotes
from bot.policy.budget import Allowance, build_monthly_budget
from bot.policy.ledger import Account, AccountKind, count_units
from tests.adapters.slack.near_line import NearLine
from tests.contracts.samples import build_job
from tests.fakes.job_service import FakeJobService
from tests.fakes.video_service import FREE, FakeVideoService
from tests.servers.slack.records import Channel, Message, Person, Upload, View, Workspace
from tests.servers.slack.server import LocalSlack, local_slack

PICTURE = Upload(filename="day.png", content=b"\x89PNG\r\n\x1a\n day")
NIGHT = Upload(filename="night.png", content=b"\x89PNG\r\n\x1a\n night")
VIDEO = Video(
    key="v.mp4", poster_key="p.jpg", width=1280, height=720, duration_seconds=5.0, size_bytes=9, has_sound=False
)


@dataclass
class FakeVideoSharing:
    """Remembers which videos were posted once more, where, and under which marker."""

    shared: list[tuple[str, ReplyAddress, str]] = field(default_factory=list)

    async def share(self, job: Job, *, to: ReplyAddress, marker: str) -> None:
        self.shared.append((job.id, to, marker))


class FakeBudgets:
    """Leaves everybody 60 of 100 credits."""

    async def read_allowances(self, person: Requester, *, here: ReplyAddress) -> Sequence[Allowance]:
        account = Account(kind=AccountKind.PERSON, platform=here.platform, id=person.id)
        budget = build_monthly_budget(account, limit_units=count_units(100), now=datetime.now(UTC))
        return [Allowance(budget=budget, spent_units=count_units(40))]


@dataclass
class InstalledTokens:
    """Knows the tokens of all workspaces of a local Slack."""

    slack: LocalSlack

    async def find_token(self, team_id: str) -> str | None:
        workspace = self.slack.world.workspaces.get(team_id)
        return workspace.bot_token if workspace is not None and workspace.is_installed else None

    async def note_organisation(self, team_id: str, enterprise_id: str) -> None:
        """Know that already."""

    async def list_teams(self) -> Sequence[str]:
        return [workspace.id for workspace in self.slack.world.workspaces.values() if workspace.is_installed]


@dataclass(kw_only=True)
class Lobby:
    """A workspace with one channel, and the bot in it."""

    slack: LocalSlack
    acme: Workspace
    anna: Person
    channel: Channel
    jobs: FakeJobService = field(default_factory=FakeJobService)
    videos: FakeVideoSharing = field(default_factory=FakeVideoSharing)
    service: FakeVideoService = field(default_factory=lambda: FakeVideoService(clock=lambda: datetime.now(UTC)))
    #: What the desk has besides.
    extras: dict[str, Any] = field(default_factory=dict)
    desk: Desk = field(init=False)

    @property
    def requester(self) -> Requester:
        """Anna as the core knows her."""
        return Requester(platform="slack", id=self.anna.id, name=self.anna.name)

    def address(self, *, thread: str | None = None, channel: Channel | None = None) -> ReplyAddress:
        """Return the channel's address, or one of its threads."""
        place = (channel or self.channel).id
        return ReplyAddress(platform="slack", tenant=self.acme.id, place=place, thread=thread)

    @asynccontextmanager
    async def run_bot(self) -> AsyncIterator[None]:
        """Let the bot listen while the block runs."""
        async with open_connection(InstalledTokens(self.slack), base_url=self.slack.api_url) as connection:
            self.desk = self._build_desk(connection)
            parts = SlackParts(desk=self.desk, app_token=SecretStr(self.slack.app.app_token), build_line=NearLine)
            async with open_slack(parts):
                await self.slack.ready()
                yield

    @asynccontextmanager
    async def run_bot_by_requests(self) -> AsyncIterator[None]:
        """Let the bot be told of everything by signed requests while the block runs."""
        async with open_connection(InstalledTokens(self.slack), base_url=self.slack.api_url) as connection:
            self.desk = self._build_desk(connection)
            parts = SlackParts(desk=self.desk, signing_secret=SecretStr(self.slack.app.signing_secret))
            async with open_slack(parts) as routes:
                site = web.Application()
                site.add_routes(routes)
                async with TestServer(site) as server:
                    self.slack.app.request_url = str(server.make_url(EVENTS_PATH))
                    yield

    def keep_job(self, job_id: str = "a", **changes: object) -> Job:
        """Have a job of Anna's in the channel."""
        job = build_job(job_id, **{"requester": self.requester, "address": self.address(), **changes})
        self.jobs.keep(job)
        return job

    async def post_button(self, action_id: str, *, channel: Channel | None = None) -> Message:
        """Let the bot post a button, as a card would."""
        client = AsyncWebClient(token=self.acme.bot_token, base_url=self.slack.api_url)
        button = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": "Press"}}
        place = channel or self.channel
        answer = await client.chat_postMessage(
            channel=place.id, text="A card.", blocks=[{"type": "actions", "elements": [button]}]
        )
        return next(one for one in self.slack.messages(place) if one.ts == answer["ts"])

    async def wait_for_form(self, forms: list[View], *, word: str) -> View:
        """Wait until a form is open and shows a word."""
        await self.slack.until(lambda: forms and word in forms[0].words)
        return forms[0]

    def _build_desk(self, connection: SlackConnection) -> Desk:
        return Desk(
            jobs=self.jobs,
            quotes=Quotes(self.service),
            notify=self.jobs.notify,
            help_text=self.jobs.help_text(),
            connection=connection,
            videos=self.videos,
            file_hosts=frozenset({urlsplit(self.slack.files_origin).netloc}),
            file_schemes=frozenset({"http"}),
            **self.extras,
        )


@asynccontextmanager
async def open_lobby() -> AsyncIterator[Lobby]:
    """Open a workspace with the bot in it; the bot does not listen yet."""
    async with local_slack() as slack:
        slack.apply_manifest(build_manifest())
        acme = slack.add_workspace("Acme")
        anna = slack.add_person(acme, "Anna")
        lobby = Lobby(slack=slack, acme=acme, anna=anna, channel=slack.add_channel(acme, "design"))
        lobby.service.profile = FREE
        yield lobby


@asynccontextmanager
async def open_busy_lobby() -> AsyncIterator[Lobby]:
    """Open a workspace in which the bot listens."""
    async with open_lobby() as lobby, lobby.run_bot():
        yield lobby
