"""What Slack asks of the core and of its own other half, as Protocols; how jobs live is the core's business."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from adapters.slack.connection import SlackConnection
from adapters.slack.event_gate import EventGate
from adapters.slack.home_visitors import HomeVisitors
from adapters.slack.running import RunningHandlers
from bot.job.card import Action
from bot.job.command import AnimateCommand
from bot.job.job import Job, ReplyAddress, Requester
from bot.policy.budget import Allowance

#: Where Slack keeps files, for companies and for governments.
FILE_HOSTS = frozenset({"files.slack.com", "files.slack-gov.com"})


class JobDesk(Protocol):
    """Takes orders for videos and answers questions about them."""

    async def animate(self, command: AnimateCommand) -> Job:
        """Accept a job; raise `RequestRefused` or `ServiceFailed`, having stored nothing."""

    async def act(
        self, action: Action, *, job_id: str, by: Requester, event_id: str, as_moderator: bool = False
    ) -> Job | None:
        """Do what a button says."""

    async def read_job(self, job_id: str) -> Job | None:
        """Return a job, or None."""

    async def list_jobs(self, person: Requester) -> Sequence[Job]:
        """Return the jobs of a person, newest first."""


class QuoteDesk(Protocol):
    """Looks at words before anything is ordered; asks nobody and takes no time."""

    def check(self, words: Mapping[str, object], *, has_first: bool, has_last: bool) -> None:
        """Raise `RequestRefused` for what can be told without opening a picture."""

    def describe_price(self, words: Mapping[str, object]) -> str:
        """Say what a video would cost, as cards say it; raise `RequestRefused` for words that cannot be read."""


class NotifyCommand(Protocol):
    """Carries out `/notify`."""

    async def __call__(self, words: str, *, person: Requester, here: ReplyAddress) -> str:
        """Do what the words after `/notify` say and return the private answer."""


class VideoSharing(Protocol):
    """Posts finished videos once more."""

    async def share(self, job: Job, *, to: ReplyAddress, marker: str) -> None:
        """Post the video of a job in a place; the same marker never shows twice.

        Raise `PlaceUnreachable` where we may not post, `ServiceFailed` where the video is gone or Slack takes it not.
        """


class BudgetDesk(Protocol):
    """Knows what people may still spend."""

    async def read_allowances(self, person: Requester, *, here: ReplyAddress) -> Sequence[Allowance]:
        """Return what a person may still spend in a place; nothing where there is no limit."""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything that handlers work with."""

    jobs: JobDesk
    quotes: QuoteDesk
    notify: NotifyCommand
    help_text: str
    connection: SlackConnection
    videos: VideoSharing
    budget: BudgetDesk | None = None
    running: RunningHandlers = field(default_factory=RunningHandlers)
    visitors: HomeVisitors = field(default_factory=HomeVisitors)
    #: Asked before anything that people do is answered.
    gate: EventGate = field(default_factory=EventGate)
    #: Tokens are sent to these hosts (`host` or `host:port`) and to no other.
    file_hosts: frozenset[str] = FILE_HOSTS
    file_schemes: frozenset[str] = frozenset({"https"})
