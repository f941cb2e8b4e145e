"""What adapters can ask of the core: make a video, act on one, look at one."""

import hashlib
import logging
from collections.abc import Sequence

from bot.errors import RequestRefused
from bot.job.actions import JobActions
from bot.job.arrivals import Arrivals
from bot.job.card import Action
from bot.job.command import AnimateCommand
from bot.job.frames import FramePreparation
from bot.job.job import Job, Requester
from bot.job.starter import JobStarter
from bot.job.turnstile import Turnstile
from bot.messages import jobs as sentences
from bot.ports import JobStore, VideoService, Workload
from bot.request.generation_request import GenerationRequest
from bot.request.reading import read_options
from bot.request.rules import check_offer, check_rules, notes_for

logger = logging.getLogger(__name__)


class JobService:
    """The one door through which every platform reaches jobs."""

    def __init__(
        self,
        *,
        jobs: JobStore,
        service: VideoService,
        frames: FramePreparation,
        starter: JobStarter,
        actions: JobActions,
        most_per_person: int,
    ) -> None:
        """Keep the collaborators; `most_per_person` bounds the unfinished jobs of one person."""
        self._jobs = jobs
        self._service = service
        self._frames = frames
        self._starter = starter
        self._actions = actions
        self._most_per_person = most_per_person
        self._arrivals = Arrivals()
        self._turnstile = Turnstile()

    async def animate(self, command: AnimateCommand) -> Job:
        """Take a request and start its job; the same event again returns the same job.

        Raise `RequestRefused` for whatever the person can fix; nothing is then stored, sent or charged.
        """
        # Acknowledgements that come in a crowd would otherwise wait behind the work for those that came before.
        async with self._turnstile.passage():
            return await self._animate(command)

    async def _animate(self, command: AnimateCommand) -> Job:
        job_id = build_job_id(command.requester.platform, command.event_id)
        with self._arrivals.arriving(command.requester) as arriving:
            workload = await self._jobs.read_workload(command.requester, job_id=job_id)
            known = await self._jobs.read(job_id) if workload.is_known else None
            if known is not None:
                # Changes nothing, and is counted there as what came twice.
                return await self._starter.start(known)
            return await self._take_in(command, job_id, workload=workload, rank=workload.last_rank + arriving)

    async def _take_in(self, command: AnimateCommand, job_id: str, *, workload: Workload, rank: int) -> Job:
        """Make a job of a request that was never seen before, and start it."""
        options = read_options(command.options)
        has_first, has_last = command.first_frame is not None, command.last_frame is not None
        check_rules(options, has_first=has_first, has_last=has_last)
        check_offer(options, self._service.profile)
        self._check_room(workload)
        price = self._service.estimate_price(GenerationRequest(options=options))
        await self._starter.check_budget(price, command.requester, here=command.address)
        prepared = await self._frames.prepare(command, options, self._service.profile)
        parent = None if command.parent_id is None else await self._jobs.read(command.parent_id)
        job = Job(
            id=job_id,
            request=prepared.request,
            requester=command.requester,
            address=command.address,
            price=self._service.estimate_price(prepared.request),
            created_at=self._starter.now(),
            rank=rank,
            notes=(*prepared.notes, *notes_for(options)),
            parent_id=command.parent_id,
            # What comes of something hidden stays hidden.
            is_spoiler=command.is_spoiler or (parent is not None and parent.is_spoiler),
            is_age_restricted=command.is_age_restricted or (parent is not None and parent.is_age_restricted),
        )
        return await self._start(job)

    async def _start(self, job: Job) -> Job:
        try:
            started = await self._starter.start(job)
        except RequestRefused:
            # Another job took what was left of the budget meanwhile.
            await self._frames.discard(job.request)
            raise
        if started is not job:
            # The same event arrived twice at once, and the other one was first.
            await self._frames.discard(job.request)
        return started

    async def act(
        self, action: Action, *, job_id: str, by: Requester, event_id: str, as_moderator: bool = False
    ) -> Job:
        """Do what a button says; raise `RequestRefused` when this person may not or it makes no sense now.

        `as_moderator` tells that the platform lets this person remove what others post in the job's place.
        """
        new_job_id = build_job_id(by.platform, event_id)
        if action is Action.REROLL:
            workload = await self._jobs.read_workload(by, job_id=new_job_id)
            known = await self._jobs.read(new_job_id) if workload.is_known else None
            if known is not None:
                return await self._starter.start(known)
            self._check_room(workload)
        return await self._actions.act(action, job_id=job_id, by=by, new_job_id=new_job_id, as_moderator=as_moderator)

    async def read_job(self, job_id: str) -> Job | None:
        """Return a job, or None."""
        return await self._jobs.read(job_id)

    async def list_jobs(self, person: Requester) -> Sequence[Job]:
        """Return a person's latest jobs, newest first."""
        return await self._jobs.find(requester=person)

    async def resume(self) -> None:
        """Take up all jobs whose life an earlier one of this process did not bring to its end."""
        await self._starter.take_up(await self._jobs.find_living(), is_shown=True)

    async def mend(self) -> None:
        """Take up the jobs that live and that no process works on, because one died before it had queued them."""
        await self._starter.take_up(await self._jobs.find_living(), is_shown=False)

    def _check_room(self, workload: Workload) -> None:
        """Raise `RequestRefused` when a person has too many unfinished jobs already."""
        if workload.unfinished >= self._most_per_person:
            raise RequestRefused(sentences.too_many_running(workload.unfinished))


def build_job_id(platform: str, event_id: str) -> str:
    """Derive a job's id from the event that asked for it, so that the same event is the same job."""
    return hashlib.sha256(f"{platform}\0{event_id}".encode()).hexdigest()[:24]
