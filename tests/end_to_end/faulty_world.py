"""The core with the real client of the video API and a local server that goes wrong; only chat and pixels are fakes.

The limits are those of every day, since no test may depend on how fast the machine is. Silence is sat out by a clock
that leaps, and only tests that end with the bot's patience give it little.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession
from pydantic import SecretStr

from adapters.kling.service import KlingService, open_kling_service
from adapters.kling.settings import KlingLimits, KlingSettings, paid_profile
from bot.job.job import Job
from bot.job.resources import Patience
from tests.bot.job.world import World, open_world
from tests.fakes.media import MemoryMediaStore
from tests.servers.video_api import run_video_api
from tests.servers.video_api_state import Route, VideoApi

BRISK = KlingLimits(pause_seconds=0.01)
#: Gives nothing up within a test.
PATIENT = Patience(first_retry_seconds=0.01, longest_retry_seconds=0.05)
#: Gives up what never ends; with it a slow machine could give up what does.
IMPATIENT = replace(PATIENT, busy=timedelta(seconds=0.5), watching=timedelta(seconds=1))


class EagerKlingService(KlingService):
    """Asks again at once, where the real one waits for seconds."""

    def next_poll_seconds(self, *, elapsed_seconds: float, estimated_seconds: float | None) -> float:
        del elapsed_seconds, estimated_seconds
        return 0.02


class SleepyKlingService(KlingService):
    """Asks again so late that only a callback can end the waiting in time."""

    def next_poll_seconds(self, *, elapsed_seconds: float, estimated_seconds: float | None) -> float:
        del elapsed_seconds, estimated_seconds
        return 3600.0


@dataclass(kw_only=True)
class FaultyWorld:
    """The core and the service that it meets."""

    api: VideoApi
    world: World

    async def live(self) -> Job:
        """Let one new job live once and return it as it stands then."""
        return await self.world.live(await self.world.keep(created_at=read_now()))

    @property
    def submissions(self) -> int:
        """How often something was handed in, accepted or not."""
        return self.api.count(Route.SUBMIT)


def read_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_faulty_world(
    folder: Path, *, patience: Patience = PATIENT, kind: type[KlingService] = EagerKlingService
) -> AsyncIterator[FaultyWorld]:
    """Wire the core to a video API of its own."""
    async with run_video_api() as api, ClientSession() as session:
        settings = KlingSettings(
            api_key=SecretStr(api.key),
            profile=paid_profile(),
            api_base_url=api.base_url,
            files_base_url=api.base_url,
            frames_folder=folder / "frames",
            limits=BRISK,
        )
        async with open_kling_service(
            settings,
            media_store=MemoryMediaStore(),
            session=session,
            sign_address=lambda key: f"https://flipbook.example/media/{key}",
        ) as service:
            timed = kind(**{one.name: getattr(service, one.name) for one in fields(service)})
            async with open_world(folder, clock=read_now, video_service=timed, patience=patience) as world:
                world.chat.card_interval_seconds = 0.01
                yield FaultyWorld(api=api, world=world)
