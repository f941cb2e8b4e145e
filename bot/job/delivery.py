"""The second step of a job's life: from the video service into the channel, never lost and never posted twice.

The service is asked again and again; a callback only cuts the waiting short. The video is stored here before it is
posted, and it is posted under the job's marker, so this whole step may be repeated.
"""

import logging
from dataclasses import replace

from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.job.collector import VideoCollector
from bot.job.drawing import draw_result
from bot.job.ending import JobEnding
from bot.job.job import Charge, Failure, Job, JobState, Video
from bot.job.relay import CardRelay
from bot.job.resources import JobResources
from bot.messages import jobs as sentences
from bot.ports import TaskReport, TaskStatus

logger = logging.getLogger(__name__)


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

    async def run(self, job: Job) -> Job:
        """Bring a submitted job to its end and return it; leave all others alone."""
        if job.state is JobState.RENDERING:
            job = await self._watch(job)
        if job.state is JobState.DELIVERING and job.video is not None:
            job = await self._post(job, job.video)
        return job

    async def _watch(self, job: Job) -> Job:
        """Follow the task until the job has left RENDERING."""
        while job.state is JobState.RENDERING:
            if self._elapsed_seconds(job) > self._resources.patience.watching.total_seconds():
                job = await self._lose(job, sentences.watched_too_long(self._elapsed_seconds(job)))
            elif job.cancel_requested:
                job = await self._cancel(job)
            else:
                job = await self._look(job)
            if job.state is JobState.RENDERING:
                await self._resources.wakeups.wait(job.id, self._pause_seconds(job))
                job = await self._jobs.read(job.id) or job
        return job

    async def _look(self, job: Job) -> Job:
        try:
            return await self._heed(job, await self._service.fetch_task(job.task_id or ""))
        except ServiceBusy as error:
            logger.info("The service could not be asked: %s", error.code, extra={"job_id": job.id})
            await self._resources.wakeups.wait(job.id, error.retry_after_seconds or 0)
            return job
        except ServiceFailed as error:
            # Whatever the service refuses to tell about a running task, the task may still be charged for.
            failure = Failure(sentence=error.sentence, code=error.code, charge=Charge.UNKNOWN)
            return await self._ending.end(job, JobState.FAILED, failure)

    async def _heed(self, job: Job, report: TaskReport) -> Job:
        """Take what the service says of a task into the job."""
        if report.status is TaskStatus.COMPLETED:
            return await self._collect(job, report.result_url or "")
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

    async def _collect(self, job: Job, url: str) -> Job:
        video = await self._collector.collect(url)
        job = await self._jobs.change(job.id, lambda one: replace(one.moved(JobState.DELIVERING), video=video))
        self._relay.show(job)
        return job

    async def _post(self, job: Job, video: Video) -> Job:
        try:
            message_id = await self._post_with_patience(job, video)
        except PlaceUnreachable as error:
            failure = Failure(sentence=sentences.place_gone(), code=error.code, charge=Charge.CHARGED)
            return await self._ending.end(job, JobState.FAILED, failure)
        finished_at = self._resources.clock()
        return await self._jobs.change(
            job.id,
            lambda one: replace(one.moved(JobState.DONE), result_message_id=message_id, finished_at=finished_at),
        )

    async def _post_with_patience(self, job: Job, video: Video) -> str:
        """Post until the platform takes it, since a video that is finished and stored is worth waiting for."""
        platform, patience = self._resources.platforms[job.address.platform], self._resources.patience
        result = draw_result(job, video, self._service.profile)
        began_at, pause = self._resources.clock(), patience.first_retry_seconds
        while True:
            try:
                return await platform.post_result(job.address, result)
            except PlaceUnreachable:
                raise
            except ServiceFailed as error:
                logger.warning("A video could not be posted: %s", error.code, extra={"job_id": job.id})
                if self._resources.clock() - began_at > patience.posting:
                    raise
                wanted = error.retry_after_seconds if isinstance(error, ServiceBusy) else None
            await self._resources.wakeups.wait(job.id, wanted or pause)
            pause = min(pause * 2, patience.longest_retry_seconds)

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
        return self._service.next_poll_seconds(
            elapsed_seconds=self._elapsed_seconds(job), estimated_seconds=job.service_estimate_seconds
        )
