"""What every part of a job's life works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.job.accepted_here import AcceptedHere
from bot.job.wakeups import WakeUps
from bot.ports import ChatPlatform, JobStore, VideoService


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long the bot keeps trying before it tells the person that it stopped."""

    #: For a service that surely takes no new work now.
    busy: timedelta = timedelta(minutes=10)
    #: Idempotency keys are trusted for this long; a submission begun earlier and never confirmed is in doubt.
    key_lifetime: timedelta = timedelta(hours=1)
    #: For a task that never ends; results stay downloadable for 24 hours.
    watching: timedelta = timedelta(hours=12)
    #: For a channel that takes no posts now, while the video is stored here.
    posting: timedelta = timedelta(hours=12)
    first_retry_seconds: float = 2.0
    longest_retry_seconds: float = 60.0


@dataclass(frozen=True, kw_only=True)
class JobResources:
    """The collaborators that submission, delivery and ending share."""

    jobs: JobStore
    service: VideoService
    #: By the name in `ReplyAddress.platform`.
    platforms: Mapping[str, ChatPlatform]
    #: Returns the present moment, aware and in UTC.
    clock: Callable[[], datetime]
    wakeups: WakeUps = field(default_factory=WakeUps)
    accepted_here: AcceptedHere = field(default_factory=AcceptedHere)
    patience: Patience = field(default_factory=Patience)
    #: Raises `ServiceBusy` when another process may have taken this one's jobs over.
    require_life: Callable[[], None] = lambda: None
