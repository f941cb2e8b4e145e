"""What the core needs from outside, as small Protocols that adapters and storage fulfil.

Each has at least two implementations, counting the honest fake that tests use.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from bot.conversation import Channel, Message
from bot.job.card import Card, FailurePost, Notice, ResultPost
from bot.job.job import Failure, Job, JobState, Price, ReplyAddress, Requester
from bot.notification import NotificationRule
from bot.policy.budget import Budget
from bot.policy.ledger import Account, Books, LedgerEntry
from bot.post_record import PostRecord
from bot.request.generation_request import GenerationRequest, Quality
from bot.retention.archive import StoredFile


class Attachment(Protocol):
    """A picture that somebody handed in and that can be opened once."""

    @property
    def name(self) -> str:
        """Return the name that its sender gave it; only ever shown, never trusted."""

    def read_chunks(self) -> AsyncIterator[bytes]:
        """Stream the bytes; raise `RequestRefused` when they cannot be had any more."""


class MediaStore(Protocol):
    """Keeps the bytes of pictures and videos, each under a key of its own."""

    async def save(self, file: Path, *, suffix: str) -> str:
        """Take a copy of `file` and return its new key; no two saves share one, so each can be deleted alone."""

    def build_key(self, suffix: str) -> str:
        """Return a new key, for `adopt`; `suffix` is like `.mp4`."""

    async def adopt(self, file: Path, *, key: str) -> None:
        """Keep a file that nobody will change any more under one of `build_key`'s keys; doing so again is no error."""

    def local_copy(self, key: str) -> AbstractAsyncContextManager[Path]:
        """Lend the bytes as a file that must not be changed; raise `ServiceFailed` when they are gone."""

    async def delete(self, key: str) -> None:
        """Forget the bytes; unknown keys are no error."""

    def list_files(self) -> AsyncIterator[Sequence[StoredFile]]:
        """Yield all files in batches, in no particular order."""

    async def answers(self) -> bool:
        """Tell whether files can be stored now; it raises or hangs where the store cannot be reached."""


@dataclass(frozen=True, kw_only=True)
class ServiceProfile:
    """What a video service can do, so that the core can refuse early and say the truth on cards."""

    #: How cards call it, such as "Free preview".
    label: str
    #: Nothing it does costs money.
    is_free: bool
    qualities: frozenset[Quality]
    #: It takes a request that has a last frame and no first.
    accepts_lone_last_frame: bool
    #: `cancel_task` really stops the work and gives the reserved credits back.
    cancels: bool


class TaskStatus(StrEnum):
    """Where the service's own work on a job stands."""

    PENDING = "pending"
    PROCESSING = "processing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"
    #: The service no longer knows the task.
    VANISHED = "vanished"


@dataclass(frozen=True, kw_only=True)
class AcceptedTask:
    """The service's receipt for a submission."""

    task_id: str
    estimated_seconds: int | None
    #: The service says that it had this submission before; what came of it may have been posted.
    is_replay: bool = False


@dataclass(frozen=True, kw_only=True)
class TaskReport:
    """What the service says of a task now."""

    status: TaskStatus
    #: None while it reports no real progress.
    progress_percent: int | None = None
    estimated_seconds: int | None = None
    #: Where the finished video can be downloaded; present when completed.
    result_url: str | None = None
    #: Present when failed.
    failure: Failure | None = None


@dataclass(frozen=True, kw_only=True)
class FrameAddresses:
    """Where a video service can open a job's frames; at least one is set."""

    first: str | None = None
    last: str | None = None


class FrameMemory(Protocol):
    """Remembers which addresses were sent for each job, so that a repeated submission is the very same."""

    async def read(self, job_id: str) -> FrameAddresses | None:
        """Return the addresses that were sent for a job, or None when there are none or they are too old."""

    async def write(self, job_id: str, frames: FrameAddresses) -> FrameAddresses:
        """Remember the addresses; return those that count, which may be another process's that was first."""


class VideoService(Protocol):
    """Turns requests into videos, for money or on the machine's own CPU."""

    @property
    def profile(self) -> ServiceProfile:
        """Return what this service can do."""

    def estimate_price(self, request: GenerationRequest) -> Price:
        """Return what the service will ask for a request."""

    async def submit(self, job: Job) -> AcceptedTask:
        """Hand in a job's request under the job's id as idempotency key; calling again finds the same task.

        Raise `ServiceBusy` when it was surely not accepted and may be repeated, `OutcomeUnknown` when nobody
        knows, `RequestRefused` or `ServiceFailed` when it was refused for good.
        """

    async def fetch_task(self, task_id: str) -> TaskReport:
        """Ask how a task stands; raise `ServiceBusy` when asking again later makes sense."""

    async def find_tasks(self, *, since: datetime) -> Sequence[str]:
        """List the ids of all tasks that the service accepted since a moment, newest first."""

    async def cancel_task(self, task_id: str) -> bool:
        """Stop a task; return whether the service really stopped it and charges nothing."""

    def next_poll_seconds(self, *, elapsed_seconds: float, estimated_seconds: float | None) -> float:
        """Return how long to wait before asking for a task again."""

    async def download_result(self, url: str, *, to: Path) -> None:
        """Stream a finished video into a file; raise `ServiceBusy` or `ServiceFailed`."""


class ChatPlatform(Protocol):
    """A place where people talk. Every post is idempotent: the same marker never shows twice."""

    @property
    def name(self) -> str:
        """Return the platform's name as it stands in `ReplyAddress.platform`."""

    @property
    def card_interval_seconds(self) -> float:
        """Return the shortest time between two edits of one card that the platform bears."""

    @property
    def place_interval_seconds(self) -> float:
        """Return the shortest time between two edits in one place; 0 where edits cost nothing."""

    @property
    def tenant_interval_seconds(self) -> float:
        """Return the shortest time between two edits in one server or workspace; 0 where only places count."""

    @property
    def shows_posters(self) -> bool:
        """Tell whether a result's poster has to be there before its video is posted."""

    async def show_card(self, address: ReplyAddress, card: Card, *, message_id: str | None) -> str:
        """Post the card, or edit the message that shows it already; return that message's id."""

    async def post_result(self, address: ReplyAddress, result: ResultPost) -> str:
        """Post the video as a new message that mentions the requester; return the message's id."""

    async def post_failure(self, address: ReplyAddress, failure: FailurePost) -> str:
        """Tell who asked, by a new message that mentions them, that there is no video; return the message's id."""

    async def delete_post(self, address: ReplyAddress, message_id: str) -> None:
        """Remove one of our messages; a message that is gone already is no error."""

    async def post_notice(self, address: ReplyAddress, notice: Notice) -> str:
        """Post an announcement; return the message's id."""

    async def find_place(self, name: str, *, person: Requester) -> ReplyAddress | None:
        """Return the place with this name or id, or None when there is none that `person` may see.

        A person with an empty id stands for anybody: they see only what is open to all.
        """


@dataclass(frozen=True, kw_only=True)
class Workload:
    """What somebody has in the making at the moment when they order something."""

    #: A job with the id of the order is stored: it was ordered before.
    is_known: bool
    #: How many of their jobs have not ended.
    unfinished: int
    #: The highest rank among those of their jobs that wait; 0 where none waits.
    last_rank: int


class JobStore(Protocol):
    """Keeps jobs."""

    async def add(self, job: Job, *, budgets: Sequence[Budget] = ()) -> bool:
        """Store a new job and reserve its price, both or neither; return False, changing nothing, for a known id.

        Raise `RequestRefused`, having changed nothing, when the price is beyond one of the `budgets`, or when a re-roll
        comes too late for the pictures that it shares with the job it repeats.
        """

    async def read(self, job_id: str) -> Job | None:
        """Return the job, or None."""

    async def change(self, job_id: str, change: Callable[[Job], Job]) -> Job:
        """Read, change and store a job in one transaction; return it as stored.

        A job that ends has its reservation settled or released in the same transaction, and one in doubt that is
        handed over anew has its price reserved once more.
        `change` may run more than once and must be pure. Raise `KeyError` for an unknown id.
        """

    async def find(
        self,
        *,
        states: frozenset[JobState] | None = None,
        requester: Requester | None = None,
        limit: int = 50,
    ) -> Sequence[Job]:
        """Return matching jobs, newest first."""

    async def find_living(self) -> Sequence[Job]:
        """Return the jobs whose life is not over, newest first.

        A life begins with the job or with another attempt, and is over once `end_life` says so. A job that has not
        ended lives on in any case, unless it is in a doubt that waits for its requester.
        """

    async def end_life(self, job: Job) -> None:
        """Write down that this attempt at a job's life is over; a later one goes on."""

    async def read_workload(self, person: Requester, *, job_id: str) -> Workload:
        """Return what a person has in the making, and whether a job with this id is stored."""

    async def count_ahead(self, job: Job) -> int:
        """Return how many queued jobs were accepted before this one."""

    async def read_render_seconds(self, *, quality: Quality, duration: int, limit: int = 50) -> Sequence[float]:
        """Return how long the latest finished jobs of this kind took from submission to their end."""

    async def find_known_tasks(self, task_ids: Sequence[str]) -> frozenset[str]:
        """Return those of `task_ids` that belong to a stored job."""


class Ledger(Protocol):
    """Tells what the job store has written into the books, and lets operators correct them."""

    async def read_entry(self, job_id: str) -> LedgerEntry | None:
        """Return what was reserved for a job and what became of it; None for a job that costs nothing."""

    async def read_spent(self, account: Account, *, since: datetime) -> int:
        """Return in units what an account has reserved since a moment, less what was released again."""

    async def read_books(self) -> Books:
        """Return all entries summed up."""

    async def refund(self, job_id: str, *, at: datetime) -> bool:
        """Release what was settled for a job; return whether there was anything to give back."""

    async def reconcile(self) -> int:
        """Close entries whose job has ended or is gone, as another version may leave them; return how many."""


class NotificationStore(Protocol):
    """Keeps notification rules."""

    async def add(self, rule: NotificationRule) -> None:
        """Store a new rule."""

    async def read_rules(self, source: ReplyAddress) -> Sequence[NotificationRule]:
        """Return the rules that listen to a server or workspace, oldest first."""

    async def remove(self, rule_id: str, *, source: ReplyAddress) -> bool:
        """Forget a rule of that server or workspace; return whether there was one."""


class PostStore(Protocol):
    """Keeps what is known of posts, for platforms that cannot tell by themselves what was posted before."""

    async def read(self, marker: str, *, place: ReplyAddress) -> PostRecord | None:
        """Return what is known of a post in the server or workspace of `place`, or None."""

    async def save(self, record: PostRecord) -> None:
        """Store a record, over what was known under its marker in that server or workspace."""


class ConversationStore(Protocol):
    """Keeps channels and messages of platforms that Flipbook hosts itself."""

    async def add_channel(self, channel: Channel) -> bool:
        """Store a channel; return False when its id is taken."""

    async def read_channels(self) -> Sequence[Channel]:
        """Return all channels, oldest first."""

    async def post(self, message: Message) -> Message:
        """Store a message and return it with id and revision; a known marker returns the first one, unchanged.

        Raise `KeyError` for an unknown channel.
        """

    async def edit(self, message: Message) -> Message:
        """Replace text, body and `deleted` of the message with this id; return it with its new revision.

        Raise `KeyError` for an unknown id.
        """

    async def read_message(self, message_id: int) -> Message | None:
        """Return one message, deleted or not."""

    async def read_history(
        self, channel_id: str, *, before_id: int | None = None, limit: int = 50
    ) -> Sequence[Message]:
        """Return the newest messages of a channel that are not deleted, oldest first."""

    async def read_changes(self, *, after_revision: int, limit: int = 200) -> Sequence[Message]:
        """Return every message whose revision is greater, deleted ones too, in order of revision."""
