"""The jobs' machinery, built on the foundations."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.application.foundations import Foundations
from bot.job.actions import JobActions
from bot.job.announcer import Announcer
from bot.job.collector import VideoCollector
from bot.job.delivery import Delivery
from bot.job.ending import JobEnding
from bot.job.engine import EngineLimits, open_engine
from bot.job.frames import FramePreparation
from bot.job.life import JobLife
from bot.job.relay import open_relay
from bot.job.resources import JobResources
from bot.job.service import JobService
from bot.job.starter import JobStarter
from bot.job.submission import Submission
from bot.job.viewer import JobViewer
from bot.media.picture_intake import PictureIntake
from bot.media.video_file import VideoFiles
from bot.notifier import Notifier
from bot.ports import ChatPlatform, NotificationStore
from storage.engine_database import build_engine_database
from storage.jobs import SqlJobStore
from storage.notifications import SqlNotificationStore


@dataclass(frozen=True, kw_only=True)
class Core:
    """The running core."""

    jobs: JobService
    notifier: Notifier
    frames: FramePreparation
    #: Ends the wait of whoever watches a job.
    wake: Callable[[str], None]


@asynccontextmanager
async def open_core(foundations: Foundations, *, platforms: Sequence[ChatPlatform]) -> AsyncIterator[Core]:
    """Start the jobs' machinery and take up what an earlier life of this process left unfinished."""
    settings, media = foundations.settings, foundations.media
    by_name = {platform.name: platform for platform in platforms}
    jobs = SqlJobStore(foundations.database)
    rules: NotificationStore = SqlNotificationStore(foundations.database)
    resources = JobResources(jobs=jobs, service=foundations.service, platforms=by_name, clock=read_clock)
    async with AsyncExitStack() as stack:
        videos = VideoFiles(pool=foundations.pool)
        frames = FramePreparation(
            intake=PictureIntake(pool=foundations.pool),
            videos=videos,
            media=media,
            jobs=jobs,
            work_folder=foundations.work_folder,
        )
        relay = await stack.enter_async_context(
            open_relay(jobs=jobs, platforms=by_name, draw=JobViewer(resources).draw)
        )
        ending = JobEnding(resources, relay=relay, announcer=Announcer(rules=rules, platforms=by_name))
        collector = VideoCollector(
            service=foundations.service, files=videos, media=media, work_folder=foundations.work_folder
        )
        life = JobLife(
            jobs,
            submission=Submission(resources, relay=relay, ending=ending),
            delivery=Delivery(resources, collector=collector, relay=relay, ending=ending),
            ending=ending,
        )
        engine_database = build_engine_database(settings.data_folder.resolve() / "engine.db")
        stack.callback(engine_database.dispose)
        limits = EngineLimits(running=settings.most_running, running_per_person=settings.most_running_per_person)
        engine = await stack.enter_async_context(open_engine(life, database=engine_database, limits=limits))
        starter = JobStarter(jobs=jobs, relay=relay, engine=engine, clock=read_clock)
        service = JobService(
            jobs=jobs,
            service=foundations.service,
            frames=frames,
            starter=starter,
            actions=JobActions(resources, relay=relay, starter=starter, media=media),
            most_per_person=settings.most_unfinished_per_person,
        )
        await service.resume()
        notifier = Notifier(rules=rules, platforms=by_name, clock=read_clock)
        yield Core(jobs=service, notifier=notifier, frames=frames, wake=resources.wakeups.wake)


def read_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
