"""What the measurements of the engine share: the real core on SQLite, with outside effects over real sockets.

The chat is one that takes posts over HTTP, and videos are not decoded, because neither is the engine's work.
"""

import asyncio
import os
import resource
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientSession, TCPConnector, TraceConfig
from pydantic import SecretStr
from sqlalchemy import func, select

from adapters.kling.service import KlingService, open_kling_service
from adapters.kling.settings import KlingSettings, paid_profile
from benchmarks.engine_partner import Partner
from bot.job.actions import JobActions
from bot.job.announcer import Announcer
from bot.job.card import Card, FailurePost, Notice, ResultPost
from bot.job.collector import VideoCollector
from bot.job.delivery import Delivery
from bot.job.ending import JobEnding
from bot.job.engine import EngineLimits, JobEngine
from bot.job.frames import FramePreparation
from bot.job.job import Job, JobState, Price, ReplyAddress, Requester
from bot.job.lanes import Lanes
from bot.job.life import JobLife
from bot.job.lone_engine import open_lone_engine
from bot.job.relay import open_relay
from bot.job.resources import JobResources
from bot.job.service import JobService
from bot.job.starter import JobStarter
from bot.job.submission import Submission
from bot.job.viewer import JobViewer
from bot.media.picture_order import AcceptedPicture
from bot.policy.budgets import Budgets, MonthlyLimits
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from storage.database import Database, open_database
from storage.jobs import SqlJobStore
from storage.ledger import SqlLedger
from storage.media_folder import MediaFolder
from storage.notifications import SqlNotificationStore
from storage.tables import jobs as jobs_table
from tests.fakes.media_files import FakePictureIntake, FakeVideoFiles

PERSONS = 50


class PostingPlatform:
    """Fulfils `ChatPlatform` by one HTTP call for each post and edit."""

    name = "web"
    card_interval_seconds = 0.0
    place_interval_seconds = 0.0
    tenant_interval_seconds = 0.0
    shows_posters = False

    def __init__(self, session: ClientSession, chat_url: str) -> None:
        """Post to `chat_url`; `on_result` is called with the id of each job whose video was posted."""
        self._session = session
        self._chat_url = chat_url
        self.on_result: Callable[[str], None] = lambda _job_id: None

    async def show_card(self, address: ReplyAddress, card: Card, *, message_id: str | None) -> str:
        """Post or edit a card."""
        del address
        return message_id or await self.send(f"card:{card.job_id}")

    async def post_result(self, address: ReplyAddress, result: ResultPost) -> str:
        """Post a video."""
        del address
        await result.wait_until_stored()
        message_id = await self.send(f"result:{result.job_id}")
        self.on_result(result.job_id)
        return message_id

    async def post_failure(self, address: ReplyAddress, failure: FailurePost) -> str:
        """Post the news of a failure."""
        del address
        return await self.send(failure.marker)

    async def delete_post(self, address: ReplyAddress, message_id: str) -> None:
        """Never happens here."""

    async def post_notice(self, address: ReplyAddress, notice: Notice) -> str:
        """Post an announcement."""
        del address
        return await self.send(notice.marker)

    async def find_place(self, name: str, *, person: Requester) -> ReplyAddress | None:
        """Know every place."""
        del person
        return ReplyAddress(platform=self.name, place=name)

    async def send(self, marker: str) -> str:
        """Post something and return its id."""
        async with self._session.post(f"{self._chat_url}/posts/{marker}", json={"marker": marker}) as response:
            answer: dict[str, str] = await response.json()
            return answer["id"]


class UndrawnVideos(FakeVideoFiles):
    """Reads no videos and draws no posters: both happen in other processes."""

    async def write_poster(self, source: Path, *, to: Path) -> AcceptedPicture:
        """Write a few bytes."""
        del source
        size = await asyncio.to_thread(to.write_bytes, b"poster")
        return AcceptedPicture(file=to, media_type="image/jpeg", width=640, height=360, size_bytes=size, notes=())


@dataclass(frozen=True, kw_only=True)
class Outside:
    """The two effects of a job: its paid task, and its video in the chat."""

    service: KlingService
    platform: PostingPlatform
    media: MediaFolder
    folder: Path


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A running core."""

    database: Database
    jobs: SqlJobStore
    starter: JobStarter
    desk: JobService
    engine: JobEngine
    wake: Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a piece of work took."""

    wall_seconds: float
    cpu_seconds: float

    def per_job_milliseconds(self, count: int) -> float:
        """Return the processor time of one job."""
        return self.cpu_seconds / count * 1000


async def measure(work: Callable[[], Awaitable[None]]) -> Cost:
    """Return the time and the processor time of this process that some work takes."""
    loop, cpu = asyncio.get_running_loop(), read_cpu_seconds()
    began_at = loop.time()
    await work()
    return Cost(wall_seconds=loop.time() - began_at, cpu_seconds=read_cpu_seconds() - cpu)


@asynccontextmanager
async def open_outside(
    partner: Partner, folder: Path, *, callback_url: str | None = None, traces: Sequence[TraceConfig] = ()
) -> AsyncIterator[Outside]:
    """Lend the effects, by the real client of the video API; `traces` hear of every call."""
    settings = KlingSettings(
        api_key=SecretStr(partner.key),
        profile=paid_profile(),
        api_base_url=partner.api_url,
        files_base_url=partner.api_url,
        public_base_url=callback_url,
        callback_secret=SecretStr("measured") if callback_url else None,
        frames_folder=folder / "frames",
    )
    media = MediaFolder(folder / "media")
    async with (
        ClientSession(connector=TCPConnector(limit=0), trace_configs=list(traces)) as session,
        open_kling_service(
            settings,
            media_store=media,
            session=session,
            sign_address=lambda key: f"https://flipbook.example/{key}",
        ) as service,
    ):
        platform = PostingPlatform(session, partner.chat_url)
        yield Outside(service=service, platform=platform, media=media, folder=folder)


@asynccontextmanager
async def open_stage(outside: Outside, *, running: int) -> AsyncIterator[Stage]:
    """Wire the core as the composition root does, on a SQLite file in the folder of `outside`."""
    folder, platforms = outside.folder, {outside.platform.name: outside.platform}
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(f"sqlite:///{folder / 'flipbook.db'}"))
        jobs = SqlJobStore(database)
        resources = JobResources(jobs=jobs, service=outside.service, platforms=platforms, clock=read_clock)
        relay = await stack.enter_async_context(
            open_relay(jobs=jobs, platforms=platforms, draw=JobViewer(resources).draw)
        )
        rules = SqlNotificationStore(database)
        ending = JobEnding(resources, relay=relay, announcer=Announcer(rules=rules, platforms=platforms))
        videos = UndrawnVideos()
        collector = VideoCollector(service=outside.service, files=videos, media=outside.media, work_folder=folder)
        life = JobLife(
            jobs,
            submission=Submission(resources, relay=relay, ending=ending),
            delivery=Delivery(resources, collector=collector, relay=relay, ending=ending),
            ending=ending,
        )
        lanes = Lanes(running_per_person=running, running_per_server=None)
        limits = EngineLimits(running=running, running_per_lane=lanes.running_per_lane)
        engine = await stack.enter_async_context(open_lone_engine(life, limits=limits))
        budgets = Budgets(SqlLedger(database), limits=MonthlyLimits(), clock=read_clock)
        starter = JobStarter(jobs=jobs, relay=relay, engine=engine, clock=read_clock, lanes=lanes, budgets=budgets)
        frames = FramePreparation(
            intake=FakePictureIntake(), videos=videos, media=outside.media, jobs=jobs, work_folder=folder
        )
        desk = JobService(
            jobs=jobs,
            service=outside.service,
            frames=frames,
            starter=starter,
            actions=JobActions(resources, relay=relay, starter=starter, media=outside.media),
            most_per_person=1_000_000,
        )
        yield Stage(
            database=database, jobs=jobs, starter=starter, desk=desk, engine=engine, wake=resources.wakeups.wake
        )


def build_job(number: int, *, state: JobState = JobState.QUEUED) -> Job:
    """Build the job of one of `PERSONS` people."""
    picture = Picture(key="day.png", media_type="image/png", width=640, height=360, size_bytes=3)
    return Job(
        id=f"bench{number:06}".ljust(24, "0"),
        request=GenerationRequest(options=RequestOptions(prompt="The sun sets"), first_frame=picture),
        requester=Requester(platform="web", id=f"p{number % PERSONS}", name="Ada"),
        address=ReplyAddress(platform="web", place="general"),
        price=Price(credits=27.0),
        created_at=read_clock(),
        state=state,
    )


async def wait_for_state(stage: Stage, state: JobState, *, count: int) -> None:
    """Return when so many jobs are in a state."""
    query = select(func.count()).select_from(jobs_table).where(jobs_table.c.state == state)
    while True:
        if await stage.database.read(lambda connection: connection.execute(query).scalar_one()) >= count:
            return
        await asyncio.sleep(0.5)


def read_memory_bytes() -> int:
    """Return how much memory this process occupies."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def read_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def describe_load() -> str:
    """Say how busy the machine is with other things."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"


def read_cpu_seconds() -> float:
    """Return the processor time that this process has taken, all threads together."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
