"""Small honest values and stand-ins for the tests of the terminal."""

import asyncio
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from rich.console import Console

from adapters.terminal.flags import build_signature
from adapters.terminal.order import PLATFORM
from adapters.terminal.screen import Screen
from bot.job.card import Action, Card, ResultPost, Tone
from bot.job.command import AnimateCommand
from bot.job.job import Failure, Job, JobState, Price, ReplyAddress, Requester, Video
from bot.request.generation_request import GenerationRequest, RequestOptions

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PERSON = Requester(platform=PLATFORM, id="me", name="You")
VIDEO = Video(
    key="clip.mp4",
    poster_key="poster.jpg",
    width=1280,
    height=720,
    duration_seconds=3.0,
    size_bytes=1000,
    has_sound=False,
)
JOB = Job(
    id="0123456789abcdef01234567",
    request=GenerationRequest(options=RequestOptions(prompt="the sun sets")),
    requester=PERSON,
    address=ReplyAddress(platform=PLATFORM, place="/videos/out.mp4"),
    price=Price(credits=27.0),
    created_at=NOON,
)
DONE = replace(
    JOB,
    state=JobState.DONE,
    video=VIDEO,
    result_message_id="/videos/out.mp4",
    finished_at=NOON + timedelta(seconds=12.34),
)
RESULT = ResultPost(
    job_id=JOB.id, requester=PERSON, text="your video is ready.", video=VIDEO, alt_text="", caption="", buttons=()
)
CARD = Card(
    job_id=JOB.id,
    requester=PERSON,
    state=JobState.QUEUED,
    tone=Tone.WAITING,
    headline="Queued, next in line",
    prompt="the sun sets",
    options="5 s",
    cost="Free preview",
    notes=(),
    percent=None,
    started_at=NOON,
    ready_at=None,
    finished_at=None,
    pictures=(),
    buttons=(),
)


def build_failed(failure: Failure, state: JobState = JobState.FAILED) -> Job:
    """Build a job that ended without a video."""
    return replace(JOB, state=state, failure=failure, finished_at=NOON + timedelta(seconds=2))


def build_said(**changes: object) -> Mapping[str, object]:
    """Build what the command gets when only these flags are given."""
    defaults = {name: parameter.default for name, parameter in build_signature().parameters.items()}
    return {**defaults, **changes}


class Paper(io.StringIO):
    """What is written on a screen."""

    def __init__(self) -> None:
        super().__init__()
        self.has_changed = asyncio.Event()

    def write(self, text: str) -> int:
        self.has_changed.set()
        return super().write(text)


def build_screen(*, is_terminal: bool = False) -> tuple[Screen, Paper]:
    """Build a screen and what is written on it."""
    written = Paper()
    return Screen(Console(file=written, force_terminal=is_terminal, width=100)), written


class FakeDesk:
    """Takes every request and keeps one job, which the test moves on."""

    def __init__(self, job: Job | None = None) -> None:
        self.job = job
        self.commands: list[AnimateCommand] = []
        self.actions: list[Action] = []
        #: Raised by the next request.
        self.fault: Exception | None = None
        #: Raised by the next button, and what it leads to otherwise.
        self.late_fault: Exception | None = None
        self.acted: Job | None = None

    async def animate(self, command: AnimateCommand) -> Job:
        if self.fault is not None:
            raise self.fault
        self.commands.append(command)
        self.job = replace(JOB, address=command.address)
        return self.job

    async def act(self, action: Action, *, job_id: str, by: Requester, event_id: str) -> Job:
        assert self.job is not None
        assert (self.job.id, self.job.requester) == (job_id, by)
        assert event_id
        self.actions.append(action)
        if self.late_fault is not None:
            raise self.late_fault
        return self.acted or self.job

    async def read_job(self, job_id: str) -> Job | None:
        return self.job if self.job is not None and self.job.id == job_id else None
