"""The jobs' machinery, built on the foundations."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.application.budgets import build_budgets
from bot.application.foundations import Foundations
from bot.application.parts import Part
from bot.application.sharing import Sharing
from bot.job.actions import JobActions
from bot.job.announcer import Announcer
from bot.job.collector import VideoCollector
from bot.job.delivery import Delivery
from bot.job.ending import JobEnding
from bot.job.engine import EngineLimits, JobEngine, Life
from bot.job.frames import FramePreparation
from bot.job.lanes import Lanes
from bot.job.life import JobLife
from bot.job.lone_engine import open_lone_engine
from bot.job.relay import CardRelay, open_relay
from bot.job.resources import JobResources
from bot.job.service import JobService
from bot.job.starter import JobStarter
from bot.job.submission import Submission
from bot.job.takeover import Takeover, open_takeover
from bot.job.viewer import JobViewer
from bot.job.wakeups import WakeUps
from bot.media.picture_intake import PictureIntake
from bot.media.video_file import VideoFiles
from bot.metrics.job_meter import JobMeter
from bot.metrics.metered_platform import MeteredPlatform
from bot.metrics.metered_service import MeteredService
from bot.notifier import Notifier
from bot.operations.desk import OperatorDesk
from bot.policy.budgets import Budgets
from bot.ports import ChatPlatform, NotificationStore
from storage.engine_database import delete_own_engine_database
from storage.jobs import SqlJobStore
from storage.ledger import SqlLedger
from storage.notifications import SqlNotificationStore

#: Signals that carry the id of a job whose watcher is to look again, and of one whose first card now stands.
_WAKE_TOPIC = "wake"
_FIRST_CARD_TOPIC = "card"


@dataclass(frozen=True, kw_only=True)
class Core:
    """The running core."""

    jobs: JobService
    notifier: Notifier
    frames: FramePreparation
    budgets: Budgets
    engine: JobEngine
    operator: OperatorDesk
    #: Ends the wait of whoever watches a job.
    wake: Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class _Stages:
    """What carries out the steps of a job's life."""

    life: JobLife
    relay: CardRelay
    frames: FramePreparation


@asynccontextmanager
async def open_core(foundations: Foundations, *, platforms: Sequence[ChatPlatform]) -> AsyncIterator[Core]:
    """Start the jobs' machinery and take up what an earlier life of this process left unfinished."""
    settings = foundations.settings
    resources = _build_resources(foundations, platforms)
    rules: NotificationStore = SqlNotificationStore(foundations.database)
    async with AsyncExitStack() as stack:
        stages = await stack.enter_async_context(_open_stages(foundations, resources, rules=rules))
        lanes = Lanes(
            running_per_person=settings.most_running_per_person,
            running_per_server=settings.most_running_per_server or None,
        )
        engine = await stack.enter_async_context(_open_own_engine(stages.life, foundations=foundations, lanes=lanes))
        budgets = await _open_books(foundations)
        starter = JobStarter(
            jobs=resources.jobs, relay=stages.relay, engine=engine, clock=read_clock, lanes=lanes, budgets=budgets
        )
        actions = JobActions(resources, relay=stages.relay, starter=starter, media=foundations.media)
        service = JobService(
            jobs=resources.jobs,
            service=resources.service,
            frames=stages.frames,
            starter=starter,
            actions=actions,
            most_per_person=settings.most_unfinished_per_person,
        )
        await stack.enter_async_context(_taking_up(service, engine=engine, sharing=foundations.sharing))
        yield Core(
            jobs=service,
            notifier=Notifier(rules=rules, platforms=resources.platforms, clock=read_clock),
            frames=stages.frames,
            budgets=budgets,
            engine=engine,
            operator=OperatorDesk(resources, starter=starter, actions=actions),
            wake=resources.wakeups.wake,
        )


def _build_resources(foundations: Foundations, platforms: Sequence[ChatPlatform]) -> JobResources:
    """Return what every step of a job works with; all of it is measured."""
    meter = foundations.meter
    metered = [MeteredPlatform(platform, meter=meter) for platform in platforms]
    return JobResources(
        jobs=SqlJobStore(foundations.database, watcher=JobMeter(meter)),
        service=MeteredService(foundations.service, meter=meter, began_at=read_clock()),
        platforms={platform.name: platform for platform in metered},
        clock=read_clock,
        wakeups=_build_wakeups(foundations.sharing, topic=_WAKE_TOPIC),
        require_life=foundations.require_life,
    )


@asynccontextmanager
async def _open_stages(
    foundations: Foundations, resources: JobResources, *, rules: NotificationStore
) -> AsyncIterator[_Stages]:
    jobs, platforms = resources.jobs, resources.platforms
    videos = VideoFiles(pool=foundations.pool)
    collector = VideoCollector(
        service=resources.service, files=videos, media=foundations.media, work_folder=foundations.work_folder
    )
    frames = FramePreparation(
        intake=PictureIntake(pool=foundations.pool),
        videos=videos,
        media=foundations.media,
        jobs=jobs,
        work_folder=foundations.work_folder,
    )
    async with open_relay(
        jobs=jobs,
        platforms=platforms,
        draw=JobViewer(resources).draw,
        is_one_of_many=foundations.sharing is not None,
        first_cards=_build_wakeups(foundations.sharing, topic=_FIRST_CARD_TOPIC),
    ) as relay:
        ending = JobEnding(resources, relay=relay, announcer=Announcer(rules=rules, platforms=platforms))
        life = JobLife(
            jobs,
            submission=Submission(resources, relay=relay, ending=ending),
            delivery=Delivery(resources, collector=collector, relay=relay, ending=ending),
            ending=ending,
        )
        yield _Stages(life=life, relay=relay, frames=frames)


async def _open_books(foundations: Foundations) -> Budgets:
    """Return the budgets, once the ledger agrees with the jobs."""
    ledger = SqlLedger(foundations.database)
    await ledger.reconcile()
    return build_budgets(foundations.settings, ledger=ledger, clock=read_clock)


@asynccontextmanager
async def _taking_up(service: JobService, *, engine: JobEngine, sharing: Sharing | None) -> AsyncIterator[None]:
    """Take up what this process left unfinished, and for as long as this block runs, what others that died left."""
    if sharing is None:
        await service.resume()
        yield
        return
    async with open_takeover(Takeover(sharing.lease, engine=engine, mend=service.mend)):
        yield


@asynccontextmanager
async def _open_own_engine(life: Life, *, foundations: Foundations, lanes: Lanes) -> AsyncIterator[JobEngine]:
    """Lend the engine of a process that is alone, or one on the database that it shares with others."""
    settings, sharing = foundations.settings, foundations.sharing
    limits = EngineLimits(
        running=settings.most_running,
        running_per_lane=lanes.running_per_lane,
        starts_per_minute=settings.most_starts_per_minute or None,
    )
    if sharing is None:
        await asyncio.to_thread(delete_own_engine_database, settings.data_folder.resolve())
        async with open_lone_engine(life, limits=limits) as lone:
            yield lone
        return
    from bot.application.shared_engine import open_shared_engine  # noqa: PLC0415  # for nobody who is alone; see there

    runs_jobs = Part.WORKER in foundations.parts
    async with open_shared_engine(life, sharing=sharing, limits=limits, runs_jobs=runs_jobs) as engine:
        yield engine


def _build_wakeups(sharing: Sharing | None, *, topic: str) -> WakeUps:
    """Return wake-ups that reach jobs which another process watches."""
    if sharing is None:
        return WakeUps()
    wakeups = WakeUps(tell_others=lambda job_id: sharing.signals.send(topic, job_id))
    sharing.signals.subscribe(topic, wakeups.wake_here)
    return wakeups


def read_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
