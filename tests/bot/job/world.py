"""The whole core around honest fakes, by the clock of the event loop."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.errors import ServiceBusy
from bot.job.actions import JobActions
from bot.job.announcer import Announcer
from bot.job.card import Action, Card
from bot.job.collector import VideoCollector
from bot.job.command import AnimateCommand
from bot.job.delivery import Delivery
from bot.job.durable_engine import DurableEngine
from bot.job.ending import JobEnding
from bot.job.engine import Standing
from bot.job.frames import FramePreparation
from bot.job.job import Job, JobState, ReplyAddress, Requester
from bot.job.lanes import Lanes
from bot.job.life import JobLife
from bot.job.relay import CardRelay, open_relay
from bot.job.resources import JobResources, Patience
from bot.job.service import JobService
from bot.job.starter import JobStarter
from bot.job.submission import Submission
from bot.job.viewer import JobViewer
from bot.policy.budgets import Budgets, MonthlyLimits
from bot.ports import VideoService
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from tests.contracts.samples import ADA, NOON, after_noon, build_job
from tests.fakes.chat_platform import FakeChatPlatform
from tests.fakes.jobs import MemoryJobStore
from tests.fakes.media import MemoryMediaStore
from tests.fakes.media_files import FakeAttachment, FakePictureIntake, FakeVideoFiles
from tests.fakes.notifications import MemoryNotificationStore
from tests.fakes.video_service import FakeVideoService

BOB = Requester(platform="web", id="u2", name="Bob")
GENERAL = ReplyAddress(platform="web", place="general")
PICTURE = Picture(key="day.jpg", media_type="image/jpeg", width=640, height=360, size_bytes=3)
NO_LIMITS = MonthlyLimits()
REQUEST = GenerationRequest(options=RequestOptions(prompt="The sun sets"), first_frame=PICTURE)


class FakeEngine(DurableEngine):
    """Remembers what was queued and runs nothing."""

    def __init__(self) -> None:
        self.queued: list[tuple[str, str, int]] = []
        #: Attempts that are over, as job id and number.
        self.ended: set[tuple[str, int]] = set()

    async def enqueue(self, job_id: str, *, lane: str, attempt: int = 1, rank: int = 1) -> None:
        del rank
        self.queued.append((job_id, lane, attempt))

    async def find_standings(self, attempts: Mapping[str, int]) -> Mapping[str, Standing]:
        queued = {(job_id, attempt) for job_id, _, attempt in self.queued}
        return {
            job_id: Standing.ENDED
            if (job_id, attempt) in self.ended
            else Standing.LIVING
            if (job_id, attempt) in queued
            else Standing.UNKNOWN
            for job_id, attempt in attempts.items()
        }


class Pulse:
    """Whether other processes take this one for alive."""

    def __init__(self) -> None:
        #: So often it is in doubt.
        self.doubts = 0

    def require(self) -> None:
        if self.doubts > 0:
            self.doubts -= 1
            sentence = "This process was silent."
            raise ServiceBusy(sentence, code="lease_lost")


@dataclass(kw_only=True)
class World:
    """Everything a test may look at or turn."""

    clock: Callable[[], datetime]
    jobs: MemoryJobStore
    service: FakeVideoService
    chat: FakeChatPlatform
    media: MemoryMediaStore
    videos: FakeVideoFiles
    intake: FakePictureIntake
    rules: MemoryNotificationStore
    engine: FakeEngine
    pulse: Pulse
    resources: JobResources
    relay: CardRelay
    viewer: JobViewer
    submission: Submission
    starter: JobStarter
    budgets: Budgets
    life: JobLife
    desk: JobService

    async def keep(self, name: str = "a", /, **changes: object) -> Job:
        """Store a job that is queued, unless `changes` say otherwise."""
        job = build_job(name, **{"request": REQUEST, **changes})
        await self.jobs.add(job)
        return job

    async def keep_rendering(self, **changes: object) -> Job:
        """Store a job that the service has accepted."""
        job = await self.keep()
        accepted = await self.service.submit(job)
        rendering = {"state": JobState.RENDERING, "task_id": accepted.task_id, "submitted_at": self.clock()}
        return await self.jobs.change(job.id, lambda one: replace(one, **{**rendering, **changes}))  # type: ignore[arg-type] # each test names real fields

    async def live(self, job: Job) -> Job:
        """Run a job's life once, as the engine does, and return the job as it stands then."""
        await self.life.submit(job.id)
        await self.life.deliver(job.id)
        return self.jobs.jobs[job.id]

    def read(self, job: Job) -> Job:
        """Return a job as it is stored."""
        return self.jobs.jobs[job.id]

    def last_card(self) -> Card:
        """Return the newest card that people can see."""
        return self.chat.shown[-1].card

    async def press(self, action: Action, job: Job, *, by: Requester = ADA, event_id: str = "click-1") -> Job:
        """Press a button."""
        return await self.desk.act(action, job_id=job.id, by=by, event_id=event_id)


def build_command(event_id: str = "event-1", /, **changes: object) -> AnimateCommand:
    """Build a request that everything is fine with."""
    command = AnimateCommand(
        event_id=event_id,
        requester=ADA,
        address=GENERAL,
        options={"prompt": "The sun sets"},
        first_frame=FakeAttachment(),
    )
    return replace(command, **changes)  # type: ignore[arg-type] # each test names real fields


def read_loop_clock() -> datetime:
    """Return noon and as many seconds as the event loop has run."""
    return after_noon(asyncio.get_running_loop().time())


@asynccontextmanager
async def open_world(
    folder: Path,
    *,
    clock: Callable[[], datetime] = read_loop_clock,
    limits: MonthlyLimits = NO_LIMITS,
    video_service: VideoService | None = None,
    patience: Patience | None = None,
) -> AsyncIterator[World]:
    """Wire the core as the composition root does; a real `video_service` takes the place of the fake one."""
    jobs, media, rules = MemoryJobStore(), MemoryMediaStore(), MemoryNotificationStore()
    service, chat = FakeVideoService(clock=clock), FakeChatPlatform(clock=clock)
    videos, intake, engine, pulse = FakeVideoFiles(), FakePictureIntake(), FakeEngine(), Pulse()
    platforms = {chat.name: chat}
    asked = video_service or service
    resources = JobResources(
        jobs=jobs,
        service=asked,
        platforms=platforms,
        clock=clock,
        patience=patience or Patience(),
        require_life=pulse.require,
    )
    viewer = JobViewer(resources)
    async with open_relay(jobs=jobs, platforms=platforms, draw=viewer.draw) as relay:
        ending = JobEnding(resources, relay=relay, announcer=Announcer(rules=rules, platforms=platforms))
        submission = Submission(resources, relay=relay, ending=ending)
        collector = VideoCollector(service=asked, files=videos, media=media, work_folder=folder)
        budgets = Budgets(jobs.ledger, limits=limits, clock=clock)
        starter = JobStarter(
            jobs=jobs,
            relay=relay,
            engine=engine,
            clock=clock,
            lanes=Lanes(running_per_person=3),
            budgets=budgets,
        )
        yield World(
            clock=clock,
            jobs=jobs,
            service=service,
            chat=chat,
            media=media,
            videos=videos,
            intake=intake,
            rules=rules,
            engine=engine,
            pulse=pulse,
            resources=resources,
            relay=relay,
            viewer=viewer,
            submission=submission,
            starter=starter,
            budgets=budgets,
            life=JobLife(
                jobs,
                submission=submission,
                delivery=Delivery(resources, collector=collector, relay=relay, ending=ending),
                ending=ending,
            ),
            desk=JobService(
                jobs=jobs,
                service=asked,
                frames=FramePreparation(intake=intake, videos=videos, media=media, jobs=jobs, work_folder=folder),
                starter=starter,
                actions=JobActions(resources, relay=relay, starter=starter, media=media),
                most_per_person=3,
            ),
        )


__all__ = ["ADA", "BOB", "GENERAL", "NOON", "PICTURE", "REQUEST", "World", "build_command", "open_world"]
