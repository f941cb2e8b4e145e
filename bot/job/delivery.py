"""The second stage of a job's life: from the video service into the channel, never lost and never posted twice.

The service is asked again and again; a callback only cuts the waiting short. The video is stored here before anybody
sees it, and it is posted under the job's marker, so this whole stage may be repeated.
"""

import logging
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from dataclasses import replace

from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.job.collector import Arrival, VideoCollector, VideoNotStored
from bot.job.ending import JobEnding
from bot.job.job import Charge, Failure, Job, JobState, Video
from bot.job.posting import Posting
from bot.job.relay import CardRelay
from bot.job.resources import JobResources
from bot.messages import jobs as sentences
from bot.ports import TaskReport, TaskStatus

logger = logging.getLogger(__name__)

#: A process that watches thousands of tasks asks for each of them less often; callbacks come all the same.
_MOST_QUESTIONS_PER_SECOND = 50.0


class Delivery:
    """Watches submitted jobs and posts their videos."""

    def __init__(
        self, resources: JobResources, *, collector: VideoCollector, relay: CardRelay, ending: JobEnding
    ) -> None:
        """Keep the collaborators."""
        self._resources = resources
        self._jobs = resources.jobs
        self._service = resources.service
        self._collector = collector
        self._relay = relay
        self._ending = ending
        self._posting = Posting(resources, relay=relay)
        self._watched = 0

    async def run(self, job_id: str) -> Job | None:
        """Bring a submitted job to its end and return it, or None for an unknown one; leave all others alone."""
        self._watched += 1
        try:
            job, may_stand = await self._watch(job_id)
        finally:
            self._watched -= 1
        if job is not None and job.state is JobState.DELIVERING and job.video is not None:
            job = await self._post(job, job.video, may_stand=may_stand)
        return job

    async def _watch(self, job_id: str) -> tuple[Job | None, bool]:
        """Follow the task until the job has left RENDERING; tell also whether its post may stand already.

        Thousands of jobs may wait here at once, so nobody who waits for this keeps a job of its own.
        """
        job = self._resources.accepted_here.take(job_id)
        # What an earlier life or an earlier run of this stage left may have been posted.
        may_stand = job is None
        job = job or await self._jobs.read(job_id)
        while job is not None and job.state is JobState.RENDERING:
            job = await (self._cancel(job) if job.cancel_requested else self._look(job, may_stand=may_stand))
            if job.state is not JobState.RENDERING:
                break
            # Only after a last look: the clock may have jumped, and the video may be there.
            if self._elapsed_seconds(job) > self._resources.patience.watching.total_seconds():
                job = await self._lose(job, sentences.watched_too_long(self._elapsed_seconds(job)))
                break
            await self._resources.wakeups.wait(job_id, self._pause_seconds(job))
            job = await self._jobs.read(job_id) or job
        return job, may_stand

    async def _look(self, job: Job, *, may_stand: bool) -> Job:
        """Ask how the task stands and take the answer into the job.

        What our own store raises is no word of the service's, so it passes through and the stage is repeated.
        """
        async with AsyncExitStack() as lent:
            try:
                report = await self._service.fetch_task(job.task_id or "")
                arrival = await self._receive(report, lent)
            except ServiceBusy as error:
                return await self._rest(job, error)
            except ServiceFailed as error:
                # Whatever the service refuses to tell about a running task, the task may still be charged for.
                failure = Failure(sentence=error.sentence, code=error.code, charge=Charge.UNKNOWN)
                return await self._ending.end(job, JobState.FAILED, failure)
            if arrival is None:
                return await self._heed(job, report)
            try:
                return await self._bring(job, arrival, may_stand=may_stand)
            except VideoNotStored as error:
                return await self._rest(job, error)

    async def _rest(self, job: Job, busy: ServiceBusy) -> Job:
        logger.info("A task could not be followed for now: %s", busy.code, extra={"job_id": job.id})
        await self._resources.wakeups.wait(job.id, busy.retry_after_seconds or 0)
        return job

    async def _receive(self, report: TaskReport, lent: AsyncExitStack) -> Arrival | None:
        """Return the video of a completed task, downloaded until `lent` ends; None for a task that has none."""
        if report.status is not TaskStatus.COMPLETED:
            return None
        return await lent.enter_async_context(self._collector.open_arrival(report.result_url or ""))

    async def _bring(self, job: Job, arrival: Arrival, *, may_stand: bool) -> Job:
        """Store a video, and where nothing is missing that people see, post it meanwhile."""
        storing = self._store(job, arrival)
        if self._resources.platforms[job.address.platform].shows_posters:
            return await storing
        posting = self._posting.post_ahead(job, arrival, storing=storing, may_stand=may_stand)
        return await self._finish(job, arrival.video, posting, arrival=arrival)

    async def _store(self, job: Job, arrival: Arrival) -> Job:
        await self._collector.store(arrival)
        video = arrival.video
        if self._resources.platforms[job.address.platform].shows_posters:
            video = await self._collector.add_poster(video, arrival=arrival)
        return await self._jobs.change(job.id, lambda one: replace(one.moved(JobState.DELIVERING), video=video))

    async def _post(self, job: Job, video: Video, *, may_stand: bool) -> Job:
        return await self._finish(job, video, self._posting.post(job, video, may_stand=may_stand))

    async def _finish(self, job: Job, video: Video, posting: Awaitable[str], *, arrival: Arrival | None = None) -> Job:
        """End a job with its post, or without one where its place is gone."""
        try:
            message_id = await posting
        except PlaceUnreachable as error:
            failure = Failure(sentence=sentences.place_gone(), code=error.code, charge=Charge.CHARGED)
            return await self._ending.end(job, JobState.FAILED, failure)
        finished_at = self._resources.clock()
        # Other places may show what this one does not.
        video = video if video.poster_key else await self._collector.add_poster(video, arrival=arrival)

        def finish(one: Job) -> Job:
            return replace(one.moved(JobState.DONE), video=video, result_message_id=message_id, finished_at=finished_at)

        return await self._jobs.change(job.id, finish)

    async def _heed(self, job: Job, report: TaskReport) -> Job:
        """Take what the service says of a task without a video into the job."""
        if report.status is TaskStatus.FAILED:
            failure = report.failure or Failure(
                sentence=sentences.result_unusable(), code="unexplained", charge=Charge.UNKNOWN
            )
            return await self._ending.end(job, JobState.FAILED, failure)
        if report.status is TaskStatus.CANCELLED:
            return await self._end_cancelled(job, really=True)
        if report.status is TaskStatus.VANISHED:
            return await self._lose(job, sentences.vanished())
        return await self._progress(job, report)

    async def _progress(self, job: Job, report: TaskReport) -> Job:
        # Progress only ever grows on the card, whatever order answers arrive in.
        percent = max(job.progress_percent or 0, report.progress_percent or 0) or None
        is_waiting = report.status is TaskStatus.PENDING
        if (percent, is_waiting) != (job.progress_percent, job.is_waiting_at_service):
            job = await self._jobs.change(
                job.id, lambda one: replace(one, progress_percent=percent, is_waiting_at_service=is_waiting)
            )
        # Even without progress the card may have to say that it takes longer than usual.
        self._relay.show(job)
        return job

    async def _cancel(self, job: Job) -> Job:
        try:
            really = await self._service.cancel_task(job.task_id or "")
        except ServiceBusy as error:
            logger.info("A task could not be cancelled yet: %s", error.code, extra={"job_id": job.id})
            return job
        return await self._end_cancelled(job, really=really)

    async def _end_cancelled(self, job: Job, *, really: bool) -> Job:
        failure = Failure(
            sentence=sentences.cancelled_while_rendering(really=really),
            code="cancelled",
            charge=Charge.NOT_CHARGED if really else Charge.CHARGED,
        )
        return await self._ending.end(job, JobState.CANCELLED, failure)

    async def _lose(self, job: Job, sentence: str) -> Job:
        failure = Failure(sentence=sentence, code="expired", charge=Charge.UNKNOWN)
        return await self._ending.end(job, JobState.EXPIRED, failure)

    def _elapsed_seconds(self, job: Job) -> float:
        return (self._resources.clock() - (job.submitted_at or job.created_at)).total_seconds()

    def _pause_seconds(self, job: Job) -> float:
        wanted = self._service.next_poll_seconds(
            elapsed_seconds=self._elapsed_seconds(job), estimated_seconds=job.service_estimate_seconds
        )
        return max(wanted, self._watched / _MOST_QUESTIONS_PER_SECOND)
