"""The video API as the core's `VideoService`: publishes pictures, submits, asks, downloads."""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientSession, DummyCookieJar

from adapters.kling.callback import callback_url
from adapters.kling.client import KlingClient
from adapters.kling.download import ResultDownload, build_origin
from adapters.kling.errors import CONFLICT_CODE, VANISHED_CODES
from adapters.kling.files import FileClient
from adapters.kling.image_address import FileUpload, ImageAddress, SignedAddress, read_utc_clock
from adapters.kling.polling import next_poll_seconds
from adapters.kling.price import estimate_price
from adapters.kling.public_connector import build_public_connector
from adapters.kling.report import build_report, read_estimate
from adapters.kling.settings import KlingSettings
from adapters.kling.submission import build_submission
from adapters.kling.submitted_frames import SubmittedFrames
from bot.errors import BotError, OutcomeUnknown, RequestRefused, ServiceBusy, ServiceFailed
from bot.job.job import Job, Price
from bot.messages import service as sentences
from bot.ports import AcceptedTask, FrameAddresses, FrameMemory, MediaStore, ServiceProfile, TaskReport, TaskStatus
from bot.request.generation_request import GenerationRequest, Picture

logger = logging.getLogger(__name__)

#: How far back a search for tasks goes before it stops: pages of 20.
_MOST_PAGES = 25


@dataclass(frozen=True, kw_only=True)
class KlingService:
    """One account at one server of the video API, paid or the studio's."""

    settings: KlingSettings
    client: KlingClient
    images: ImageAddress
    submitted: FrameMemory
    downloads: ResultDownload
    #: Raises `ServiceBusy` when this process may have lost its jobs to another, and must not start anything paid.
    require_life: Callable[[], None]

    @property
    def profile(self) -> ServiceProfile:
        """Return what this service can do."""
        return self.settings.profile

    def estimate_price(self, request: GenerationRequest) -> Price:
        """Return what the service will ask for a request."""
        return estimate_price(request.options, profile=self.profile)

    def next_poll_seconds(self, *, elapsed_seconds: float, estimated_seconds: float | None) -> float:
        """Return how long to wait before the next `fetch_task`, `elapsed_seconds` after the submission."""
        return next_poll_seconds(
            elapsed_seconds=elapsed_seconds, estimated_seconds=estimated_seconds, is_local=self.settings.is_local
        )

    async def submit(self, job: Job) -> AcceptedTask:
        """Publish the frames and submit the request under the job's id; calling again finds the same task."""
        frames = await self._publish_frames(job)
        body = build_submission(
            job.request.options, frames=frames, settings=self.settings, callback_url=self._build_callback(job.id)
        )
        self.require_life()
        try:
            task = await self.client.submit(body, key=job.id, take=job.take if self.settings.is_local else "")
        except OutcomeUnknown as doubt:
            if not self.settings.keeps_keys or doubt.code == CONFLICT_CODE:
                raise
            raise ServiceBusy(sentences.service_unreachable(), code=doubt.code) from doubt
        logger.info("Submitted", extra={"job_id": job.id, "task_id": task.id})
        return AcceptedTask(task_id=task.id, estimated_seconds=read_estimate(task), is_replay=bool(task.is_replay))

    async def fetch_task(self, task_id: str) -> TaskReport:
        """Ask how a task stands.

        Whatever keeps the service from answering, even a key that was revoked, says nothing about the task, which
        may be finished and paid: all of it is `ServiceBusy`, except that the service no longer knows the task.
        """
        try:
            return build_report(await self.client.fetch_task(task_id))
        except ServiceBusy:
            raise
        except ServiceFailed as error:
            if error.code in VANISHED_CODES:
                return TaskReport(status=TaskStatus.VANISHED)
            raise ServiceBusy(sentences.task_unreadable(), code=error.code) from error
        except RequestRefused as error:
            raise ServiceBusy(sentences.task_unreadable(), code="question_refused") from error

    async def find_tasks(self, *, since: datetime) -> Sequence[str]:
        """List the ids of all tasks accepted since a moment by the service's clock, newest first."""
        # The service counts in whole seconds.
        earliest = int(since.timestamp())
        found: list[str] = []
        for page in range(1, _MOST_PAGES + 1):
            rows = (await self.client.fetch_tasks(page=page)).data
            recent = [row.id for row in rows if row.created_at >= earliest]
            found.extend(recent)
            if not rows or len(recent) < len(rows):
                break
        # A task that is accepted meanwhile moves others to the next page, where they are listed again.
        return tuple(dict.fromkeys(found))

    async def cancel_task(self, task_id: str) -> bool:
        """Stop a task where the service can; return whether it did."""
        if not self.profile.cancels:
            return False
        try:
            report = build_report(await self.client.cancel_task(task_id))
        except ServiceBusy:
            raise
        except BotError as error:
            # It may have ended by an earlier cancellation whose answer was lost.
            logger.info("Not cancelled: %s", type(error).__name__, extra={"task_id": task_id})
            report = await self.fetch_task(task_id)
        return report.status is TaskStatus.CANCELLED

    async def download_result(self, url: str, *, to: Path) -> None:
        """Stream a finished video into a file, which appears only when it is whole."""
        await self.downloads.fetch(url, to=to)

    async def _publish_frames(self, job: Job) -> FrameAddresses:
        known = await self.submitted.read(job.id)
        if known is not None:
            return known
        request = job.request
        frames = FrameAddresses(
            first=await self._publish(request.first_frame), last=await self._publish(request.last_frame)
        )
        return await self.submitted.write(job.id, frames)

    async def _publish(self, picture: Picture | None) -> str | None:
        return None if picture is None else await self.images.publish(picture)

    def _build_callback(self, job_id: str) -> str | None:
        base_url, secret = self.settings.public_base_url, self.settings.callback_secret
        if secret is None or not (base_url or "").startswith("https://"):
            return None
        return callback_url(base_url or "", secret=secret.get_secret_value().encode(), job_id=job_id)


@asynccontextmanager
async def open_kling_service(
    settings: KlingSettings,
    *,
    media_store: MediaStore,
    session: ClientSession,
    sign_address: Callable[[str], str] | None = None,
    frames: FrameMemory | None = None,
    require_life: Callable[[], None] = lambda: None,
) -> AsyncIterator[KlingService]:
    """Lend a service that talks to the API through `session`.

    With `sign_address`, from a media key to a public address of our own, pictures are not uploaded but opened there.
    `frames` takes the place of the folder in the settings where many processes share one memory.
    """
    files = FileClient(session, settings)
    images = (
        SignedAddress(sign=sign_address) if sign_address else FileUpload(files, media_store, read_clock=read_utc_clock)
    )
    async with (
        ClientSession(connector=build_public_connector(), cookie_jar=DummyCookieJar()) as public_session,
        _open_frames(settings.frames_folder) as own_frames,
    ):
        downloads = ResultDownload(
            own_session=session,
            public_session=public_session,
            trusted_origins=settings.trusted_origins
            | {build_origin(settings.api_base_url), build_origin(settings.files_base_url)},
            limits=settings.limits,
        )
        client = KlingClient(session, settings)
        yield KlingService(
            settings=settings,
            client=client,
            images=images,
            submitted=frames or own_frames,
            downloads=downloads,
            require_life=require_life,
        )


@asynccontextmanager
async def _open_frames(folder: Path | None) -> AsyncIterator[SubmittedFrames]:
    if folder is not None:
        yield SubmittedFrames(folder, read_clock=read_utc_clock)
        return
    with TemporaryDirectory() as passing:
        yield SubmittedFrames(Path(passing), read_clock=read_utc_clock)
