"""Everything a chat adapter can ask of the core, in one place: jobs, notifications and help."""

from collections.abc import Sequence

from bot.help import build_help
from bot.job.card import Action
from bot.job.command import AnimateCommand
from bot.job.job import Job, ReplyAddress, Requester
from bot.job.service import JobService
from bot.notifier import Notifier


class FrontDesk:
    """Passes each wish on to whoever fulfils it."""

    def __init__(self, *, jobs: JobService, notifier: Notifier) -> None:
        """Keep the two that do the work."""
        self._jobs = jobs
        self._notifier = notifier

    async def animate(self, command: AnimateCommand) -> Job:
        """Take a request and start its job; raise `RequestRefused` for whatever the person can fix."""
        return await self._jobs.animate(command)

    async def act(self, action: Action, *, job_id: str, by: Requester, event_id: str) -> Job:
        """Do what a button says and return the job it led to."""
        return await self._jobs.act(action, job_id=job_id, by=by, event_id=event_id)

    async def read_job(self, job_id: str) -> Job | None:
        """Return a job, or None."""
        return await self._jobs.read_job(job_id)

    async def list_jobs(self, person: Requester) -> Sequence[Job]:
        """Return a person's latest jobs, newest first."""
        return await self._jobs.list_jobs(person)

    async def notify(self, words: str, *, person: Requester, here: ReplyAddress) -> str:
        """Carry out the words after `/notify` and return the private answer."""
        return await self._notifier.obey(words, person=person, here=here)

    def help_text(self) -> str:
        """Return all of `/help`."""
        return build_help()
