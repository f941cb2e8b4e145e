"""What Discord asks of the core, as Protocols; how jobs live is the core's business."""

from collections.abc import Sequence
from typing import Protocol

from bot.job.card import Action
from bot.job.command import AnimateCommand
from bot.job.job import Job, ReplyAddress, Requester
from bot.notification import NotificationRule
from bot.policy.budget import Allowance


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


class BudgetDesk(Protocol):
    """Knows what people may still spend."""

    async def read_allowances(self, person: Requester, *, here: ReplyAddress) -> Sequence[Allowance]:
        """Return what a person may still spend in a place; nothing where there is no limit."""


class NotifyCommand(Protocol):
    """Carries out `/notify`."""

    async def __call__(self, words: str, *, person: Requester, here: ReplyAddress) -> str:
        """Do what the words after `/notify` say and return the private answer."""


class ListRules(Protocol):
    """Names the rules of `/notify`."""

    async def __call__(self, person: Requester, *, here: ReplyAddress) -> Sequence[NotificationRule]:
        """Return the rules of this server that a person may remove."""
