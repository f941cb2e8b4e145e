"""The job: one request of one person on its way to one video, and the only moves its state may make.

A job is plain data. No platform object enters it: everything needed to reopen the conversation is its `ReplyAddress`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Self

from bot.request.generation_request import Frozen, GenerationRequest


class JobState(StrEnum):
    """Where a job stands."""

    #: Accepted and waiting for its turn.
    QUEUED = "queued"
    #: Being handed to the video service; it may or may not have it already.
    SUBMITTING = "submitting"
    #: The service may have accepted the task and charged for it; nobody knows.
    UNCLEAR = "unclear"
    #: The service has the task.
    RENDERING = "rendering"
    #: The video is stored here and on its way into the channel.
    DELIVERING = "delivering"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    #: Nobody knows how the task ended and the service no longer tells.
    EXPIRED = "expired"

    @property
    def is_final(self) -> bool:
        """Tell whether a job in this state has ended."""
        return not MOVES[self]


MOVES: Mapping[JobState, frozenset[JobState]] = MappingProxyType(
    {
        JobState.QUEUED: frozenset({JobState.SUBMITTING, JobState.CANCELLED, JobState.FAILED}),
        JobState.SUBMITTING: frozenset({JobState.RENDERING, JobState.UNCLEAR, JobState.CANCELLED, JobState.FAILED}),
        JobState.UNCLEAR: frozenset(
            {JobState.SUBMITTING, JobState.RENDERING, JobState.CANCELLED, JobState.FAILED, JobState.EXPIRED}
        ),
        JobState.RENDERING: frozenset({JobState.DELIVERING, JobState.CANCELLED, JobState.FAILED, JobState.EXPIRED}),
        JobState.DELIVERING: frozenset({JobState.DONE, JobState.FAILED}),
        JobState.DONE: frozenset(),
        JobState.FAILED: frozenset(),
        JobState.CANCELLED: frozenset(),
        JobState.EXPIRED: frozenset(),
    }
)


class Charge(StrEnum):
    """What a job that ended without a video did to the balance."""

    NOT_CHARGED = "not_charged"
    CHARGED = "charged"
    UNKNOWN = "unknown"


class Requester(Frozen):
    """The person who asked, as their platform knows them."""

    platform: str
    id: str
    name: str


class ReplyAddress(Frozen):
    """Where a job answers: plain data from which any process can reopen the conversation."""

    platform: str
    #: The server or workspace; empty where the platform has none.
    tenant: str = ""
    #: The channel or direct message.
    place: str
    thread: str | None = None


class Price(Frozen):
    """What a video is expected to cost; `credits` is None where it costs nothing."""

    credits: float | None = None


class Video(Frozen):
    """A finished video in the media store."""

    key: str
    #: Empty until the poster was made, which is not waited for where nobody sees it.
    poster_key: str = ""
    width: int
    height: int
    duration_seconds: float
    size_bytes: int
    has_sound: bool


class Failure(Frozen):
    """Why a job ended without a video, in a sentence fit for the person who asked."""

    sentence: str
    #: Machine-readable; for logs and operators.
    code: str
    charge: Charge = Charge.NOT_CHARGED


@dataclass(frozen=True, kw_only=True)
class Job:
    """One request on its way; change is a new value made by `moved` or `replace`."""

    #: 24 characters of [a-z0-9]; also the idempotency key of the paid submission and the marker of every post.
    id: str
    request: GenerationRequest
    requester: Requester
    address: ReplyAddress
    price: Price
    created_at: datetime
    #: What was repaired or will be ignored, told to the person on the card.
    notes: tuple[str, ...] = ()
    #: The job whose button started this one.
    parent_id: str | None = None
    #: Names a re-roll; services that draw by a seed make each take of the same request a little different.
    take: str = ""
    #: Its pictures and its video are hidden until somebody asks to see them.
    is_spoiler: bool = False
    #: Its pictures and its video are shown to its requester, and to others only where nobody but adults may look.
    is_age_restricted: bool = False
    #: The pictures of the request are still stored; they go some time after the job has ended.
    are_pictures_kept: bool = True
    state: JobState = JobState.QUEUED
    #: One more than that of the job for which its requester was waiting last; in a lane, low ones go first.
    rank: int = 1
    #: Counts the runs of its life; only a person's "Try again" in doubt adds one.
    attempt: int = 1
    #: The message that shows the card, once it was posted.
    card_message_id: str | None = None
    #: When the first hand-over to the service began; a long gap after it means doubt.
    submission_began_at: datetime | None = None
    #: When the service took the task.
    submitted_at: datetime | None = None
    #: The service's name for its work on this job.
    task_id: str | None = None
    service_estimate_seconds: int | None = None
    #: None while the service has reported no real progress.
    progress_percent: int | None = None
    #: The service has the task but has not begun it.
    is_waiting_at_service: bool = False
    cancel_requested: bool = False
    video: Video | None = None
    result_message_id: str | None = None
    failure: Failure | None = None
    finished_at: datetime | None = None

    @property
    def has_pictures(self) -> bool:
        """Tell whether pictures of this job are stored."""
        return self.are_pictures_kept and bool(self.request.first_frame or self.request.last_frame)

    def moved(self, state: JobState) -> Self:
        """Return this job in another state; raise `ValueError` where the table has no such move."""
        if state not in MOVES[self.state]:
            message = f"a job cannot move from {self.state.value} to {state.value}"
            raise ValueError(message)
        return replace(self, state=state)
