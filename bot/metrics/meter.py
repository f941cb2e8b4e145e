"""The names of everything that is counted and timed, and the port through which that happens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bot.job.job import JobState
from bot.policy.ledger import Books


class Tally(StrEnum):
    """What is counted; the comment names its label."""

    #: The platform.
    JOBS_STARTED = "jobs_started"
    #: The state in which it ended.
    JOBS_ENDED = "jobs_ended"
    #: What would have happened twice: job, submission.
    DUPLICATES_PREVENTED = "duplicates_prevented"
    #: The platform.
    CARD_EDITS = "card_edits"
    #: The platform.
    RESULTS_POSTED = "results_posted"
    #: Who asked us to slow down: the platform, or the video service.
    RATE_LIMITS = "rate_limits"


class Timing(StrEnum):
    """What is timed, in seconds."""

    #: From the order to the beginning of its submission.
    QUEUE = "queue"
    #: From there until the video service has it.
    SUBMIT = "submit"
    #: From there until the video is stored here.
    RENDER = "render"
    #: From there until it stands in the channel.
    POST = "post"
    #: From the order to the post.
    WHOLE = "job"
    #: How much later than it should the event loop gets to anything.
    LOOP_LAG = "event_loop_lag"


class Meter(Protocol):
    """Takes down what happens; it costs next to nothing and never fails."""

    def count(self, what: Tally, *, label: str) -> None:
        """Take down that it happened once more."""

    def time(self, what: Timing, *, seconds: float) -> None:
        """Take down how long it took."""


@dataclass(frozen=True, kw_only=True)
class Census:
    """How the stores stand at one moment."""

    jobs: Mapping[JobState, int] = field(default_factory=dict)
    #: By state, of jobs that have not ended.
    oldest_age_seconds: Mapping[JobState, float] = field(default_factory=dict)
    books: Books = field(default_factory=Books)
