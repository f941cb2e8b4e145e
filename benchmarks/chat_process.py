"""The bots that the chat measurements look at, each in a process of its own: what all of them have in common.

So the local platform takes none of their time. What differs from platform to platform stands in modules of its own,
what is asked of the bots and what is measured in the scripts.
"""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import aiohttp
from pydantic import BaseModel, ConfigDict

from adapters.kling.download import ResultDownload, build_origin
from adapters.kling.polling import next_poll_seconds
from adapters.kling.settings import KlingLimits
from bot.application.foundations import Foundations, open_foundations
from bot.job.job import Job
from bot.ports import AcceptedTask, TaskReport
from bot.responsiveness import give_way_to_listeners
from bot.settings import Settings
from tests.fakes.video_service import COMPLETED, FakeVideoService, rendering

ROOT = Path(__file__).resolve().parents[1]
_START_SECONDS = 60
#: A platform stands elsewhere and has processors of its own; here it goes before every bot, whichever that is.
_NICENESS = 5
_READY, _COMPLETED = "ready", "completed"

Wake: TypeAlias = Callable[[str], None]


class Kind(StrEnum):
    """What runs in the process."""

    #: A bot that acknowledges everything and does nothing else.
    DEFERRER = "deferrer"
    #: A bot that brings the video into the channel whenever it is asked, and does nothing else.
    COURIER = "courier"
    #: Flipbook with no way in.
    CORE = "core"
    #: Flipbook on the platform that is measured.
    FLIPBOOK = "flipbook"


class BotOrder(BaseModel):
    """Which bot to run, and on what."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    #: Where the platform answers.
    origin: str
    token: str
    folder: Path
    video_url: str
    render_seconds: float = 5
    #: Flipbook's own settings where they are not to be the usual ones.
    settings: dict[str, int] = {}


class TimedService(FakeVideoService):
    """Finishes every task a fixed time after its submission, says so as a callback would, and serves a real file."""

    def __init__(self, order: BotOrder, *, download: ResultDownload) -> None:
        """Be ready for `order`."""
        super().__init__(clock=_read_clock)
        self.wake: Wake = _wake_nobody
        self._order = order
        self._download = download
        self._began: dict[str, float] = {}

    async def submit(self, job: Job) -> AcceptedTask:
        """Accept a job and finish it later."""
        accepted = await super().submit(job)
        loop = asyncio.get_running_loop()
        self._began[accepted.task_id] = loop.time()
        loop.call_later(self._order.render_seconds, self._complete, job.id, accepted.task_id)
        return replace(accepted, estimated_seconds=max(round(self._order.render_seconds), 1))

    async def fetch_task(self, task_id: str) -> TaskReport:
        """Tell the share of the time that has passed as progress."""
        report = await super().fetch_task(task_id)
        if report.result_url:
            return report
        passed = asyncio.get_running_loop().time() - self._began[task_id]
        return rendering(min(round(100 * passed / self._order.render_seconds), 99))

    def next_poll_seconds(self, *, elapsed_seconds: float, estimated_seconds: float | None) -> float:
        """Be asked as often as the paid service is."""
        return next_poll_seconds(elapsed_seconds=elapsed_seconds, estimated_seconds=estimated_seconds, is_local=False)

    async def download_result(self, url: str, *, to: Path) -> None:
        """Download as from the paid service."""
        await self._download.fetch(url, to=to)

    def _complete(self, job_id: str, task_id: str) -> None:
        self.tasks[task_id].reports = deque([replace(COMPLETED, result_url=self._order.video_url)])
        say_completed(job_id)
        self.wake(job_id)


class BotProcess:
    """A bot that runs beside us."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Listen to `process`."""
        self._process = process
        self.is_ready = asyncio.Event()
        #: When each job was completed at the service, in seconds of the epoch.
        self.completed: dict[str, float] = {}

    @property
    def process_id(self) -> int:
        """The id of the process itself, not of its workers."""
        return self._process.pid

    async def listen(self) -> None:
        """Take in what it says until it ends."""
        output = self._process.stdout or asyncio.StreamReader()
        async for line in output:
            words = line.decode().split()
            if words == [_READY]:
                self.is_ready.set()
            elif words[0] == _COMPLETED:
                self.completed[words[1]] = float(words[2])


@asynccontextmanager
async def open_process(order: BotOrder, *, module: str) -> AsyncIterator[BotProcess]:
    """Run `module` with an order while the block runs; the platform's own word for its readiness is not waited for."""
    process = await asyncio.create_subprocess_exec(
        *("nice", "-n", str(_NICENESS)),
        sys.executable,
        *("-m", module, order.model_dump_json()),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
    )
    bot = BotProcess(process)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(bot.listen())
        try:
            async with asyncio.timeout(_START_SECONDS):
                await bot.is_ready.wait()
            yield bot
        finally:
            # Its data are of no use to anybody, and how it ends is not what is measured.
            process.kill()
            await process.wait()


async def stay_ready() -> None:
    """Say that the bot is there, and be it until somebody ends the process."""
    _say(_READY)
    await asyncio.Event().wait()


@asynccontextmanager
async def open_timed_foundations(order: BotOrder, **account: str) -> AsyncIterator[tuple[Foundations, TimedService]]:
    """Lend Flipbook's foundations with its usual settings and this account, and the stand-in for the paid service."""
    give_way_to_listeners()
    # Validated rather than read, so that the environment changes nothing.
    settings = Settings.model_validate(
        {"data_folder": order.folder / "data", "api_key": "sk-unused", **account, **order.settings}
    )
    async with open_foundations(settings) as opened, aiohttp.ClientSession() as session:
        download = ResultDownload(
            own_session=session,
            public_session=session,
            trusted_origins=frozenset({build_origin(order.video_url)}),
            limits=KlingLimits(),
        )
        service = TimedService(order, download=download)
        yield replace(opened, service=service), service


@asynccontextmanager
async def fetch_video(order: BotOrder, session: aiohttp.ClientSession) -> AsyncIterator[Path]:
    """Lend the video as a file, as the smallest bot would download it."""
    with TemporaryDirectory(dir=order.folder) as folder:
        path = Path(folder, "video.mp4")
        async with session.get(order.video_url) as answer:
            await asyncio.to_thread(path.write_bytes, await answer.read())
        yield path


def say_completed(name: str) -> None:
    """Tell the measurement that a video was completed at the service just now."""
    _say(f"{_COMPLETED} {name} {_read_clock().timestamp()}")


def _say(line: str) -> None:
    print(line, flush=True)


def _read_clock() -> datetime:
    return datetime.now(UTC)


def _wake_nobody(_job_id: str) -> None:
    """Stand in until there is a core."""
