"""A job service that accepts everything, renders nothing, and remembers what it was asked."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.errors import RequestRefused
from bot.job.card import Action
from bot.job.command import AnimateCommand, PictureSource, StoredPicture, StoredVideoFrame
from bot.job.job import Job, Price, ReplyAddress, Requester
from bot.messages import options as sentences
from bot.notification import NotificationRule
from bot.request.generation_request import GenerationRequest, Picture
from bot.request.reading import read_options


class FakeJobService:
    """Stands in for the core: reads options and pictures for real, and keeps jobs in memory."""

    def __init__(self) -> None:
        self.commands: list[AnimateCommand] = []
        self.actions: list[tuple[Action, str, Requester]] = []
        #: By which events buttons were pressed.
        self.event_ids: list[str] = []
        self.notify_words: list[tuple[str, ReplyAddress]] = []
        #: What people may remove with `/notify`.
        self.rules: list[NotificationRule] = []
        #: The bytes that were read from each uploaded picture, by its name.
        self.received: dict[str, bytes] = {}
        #: Raised by every call while it is set.
        self.fault: Exception | None = None
        self._jobs: dict[str, Job] = {}

    def keep(self, job: Job) -> None:
        """Have a job that was never asked for."""
        self._jobs[job.id] = job

    def forget(self, job_id: str) -> None:
        """Know nothing of a job any more."""
        del self._jobs[job_id]

    async def animate(self, command: AnimateCommand) -> Job:
        self._raise_fault()
        if command.first_frame is None and command.last_frame is None:
            raise RequestRefused(sentences.no_picture(), option="first")
        request = GenerationRequest(
            options=read_options(command.options),
            first_frame=await self._take(command.first_frame),
            last_frame=await self._take(command.last_frame),
        )
        self.commands.append(command)
        job = Job(
            id=_job_id(command.event_id),
            request=request,
            requester=command.requester,
            address=command.address,
            price=Price(),
            created_at=datetime.now(UTC),
            parent_id=command.parent_id,
        )
        return self._jobs.setdefault(job.id, job)

    async def act(
        self, action: Action, *, job_id: str, by: Requester, event_id: str, as_moderator: bool = False
    ) -> Job | None:
        self._raise_fault()
        job = self._jobs[job_id]
        if action is Action.CANCEL and job.requester != by and not as_moderator:
            sentence = f"Only {job.requester.name} can cancel this one."
            raise RequestRefused(sentence)
        self.actions.append((action, job_id, by))
        self.event_ids.append(event_id)
        return job if action is Action.REROLL and event_id else None

    async def read_job(self, job_id: str) -> Job | None:
        return self._jobs.get(job_id)

    async def list_jobs(self, person: Requester) -> Sequence[Job]:
        return [job for job in reversed(self._jobs.values()) if job.requester.id == person.id]

    async def notify(self, words: str, *, person: Requester, here: ReplyAddress) -> str:
        self._raise_fault()
        self.notify_words.append((words, here))
        return f"Done, {person.name}."

    async def list_rules(self, person: Requester, *, here: ReplyAddress) -> Sequence[NotificationRule]:
        self._raise_fault()
        return [rule for rule in self.rules if rule.created_by == person and rule.source.tenant == here.tenant]

    def help_text(self) -> str:
        return "Type `/animate` to turn a picture into a video."

    async def _take(self, source: PictureSource | None) -> Picture | None:
        if source is None:
            return None
        if isinstance(source, StoredPicture | StoredVideoFrame):
            key = source.key if isinstance(source, StoredPicture) else f"{source.job_id}.jpg"
            return Picture(key=key, media_type="image/jpeg", width=640, height=360, size_bytes=1)
        content = b"".join([chunk async for chunk in source.read_chunks()])
        self.received[source.name] = content
        return Picture(key=source.name, media_type="image/png", width=640, height=360, size_bytes=len(content))

    def _raise_fault(self) -> None:
        if self.fault is not None:
            raise self.fault


def _job_id(event_id: str) -> str:
    return "".join(letter for letter in event_id if letter.isalnum())[-24:].rjust(24, "0")
