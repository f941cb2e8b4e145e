"""The second step of a job's life: from the video service into the channel, never lost and never posted twice.

The service is asked again and again; a callback only cuts the waiting short. The video is stored here before it is
posted, and it is posted under the job's marker, so this whole step may be repeated.
"""

import asyncio
import logging
from dataclasses import replace

from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.job.card import ResultPost
from bot.job.collector import VideoCollector
from bot.job.drawing import draw_result
from bot.job.ending import JobEnding
from bot.job.job import Charge, Failure, Job, JobState, Video
from bot.job.relay import CardRelay
from bot.job.resources import JobResources
from bot.messages import jobs as sentences
from bot.ports import TaskReport, TaskStatus

logger = logging.getLogger(__name__)

#: Posting goes on for so long before the card says so.
_QUIET_SECONDS = 2.0
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
        self._began_at = resources.clock()
        self._watched = 0

    async def run(self, job: Job) -> Job:
        """Bring a submitted job to its end and return it; leave all others alone."""
        may_stand = not self._is_first_to_post(job)
        if job.state is JobState.RENDERING:
            self._watched += 1
            try:
                job = await self._watch(job)
            finally:
                self._watched -= 1
        if job.state is JobState.DELIVERING and job.video is not None:
            job = await self._post(job, job.video, may_stand=may_stand)
        return job

    def _is_first_to_post(self, job: Job) -> bool:
        """Tell whether nobody can have posted this job's video: it was handed in and is still rendering in this life.

        A machine that loses its power may forget the last thing that it wrote down, so what an earlier life left as
        rendering may have been posted.
        """
        return job.state is JobState.RENDERING and (job.submitted_at or job.created_at) >= self._began_at

    async def _watch(self, job: Job) -> Job:
        """Follow the task until the job has left RENDERING."""
        while job.state is JobState.RENDERING:
            job = await (self._cancel(job) if job.cancel_requested else self._look(job))
            if job.state is not JobState.RENDERING:
                return job
            # Only after a last look: the clock may have jumped, and the video may be there.
            if self._elapsed_seconds(job) > self._resources.patience.watching.total_seconds():
                return await self._lose(job, sentences.watched_too_long(self._elapsed_seconds(job)))
            await self._resources.wakeups.wait(job.id, self._pause_seconds(job))
            job = await self._jobs.read(job.id) or job
        return job

    async def _look(self, job: Job) -> Job:
        """Ask how the task stands and take the answer into the job.

        What our own store raises is no word of the service's, so it passes through and the step is repeated.
        """
        try:
            report = await self._service.fetch_task(job.task_id or "")
            video = await self._collect(job, report)
        except ServiceBusy as error:
            logger.info("The service could not be asked: %s", error.code, extra={"job_id": job.id})
            await self._resources.wakeups.wait(job.id, error.retry_after_seconds or 0)
            return job
        except ServiceFailed as error:
            # Whatever the service refuses to tell about a running task, the task may still be charged for.
            failure = Failure(sentence=error.sentence, code=error.code, charge=Charge.UNKNOWN)
            return await self._ending.end(job, JobState.FAILED, failure)
        if video is not None:
            return await self._jobs.change(job.id, lambda one: replace(one.moved(JobState.DELIVERING), video=video))
        return await self._heed(job, report)

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

    async def _collect(self, job: Job, report: TaskReport) -> Video | None:
        """Return the video of a completed task, stored here; None for a task that has none."""
        if report.status is not TaskStatus.COMPLETED:
            return None
        video = await self._collector.collect(report.result_url or "")
        if self._resources.platforms[job.address.platform].shows_posters:
            video = await self._collector.add_poster(video)
        return video

    async def _post(self, job: Job, video: Video, *, may_stand: bool) -> Job:
        result = replace(draw_result(job, video, self._service.profile), may_stand=may_stand)
        # Most videos stand before anybody could read that they are being posted; the final card need not wait for that.
        saying = asyncio.get_running_loop().call_later(_QUIET_SECONDS, self._relay.show, job)
        try:
            message_id = await self._post_with_patience(job, result)
        except PlaceUnreachable as error:
            failure = Failure(sentence=sentences.place_gone(), code=error.code, charge=Charge.CHARGED)
            return await self._ending.end(job, JobState.FAILED, failure)
        finally:
            saying.cancel()
        finished_at = self._resources.clock()
        # Other places may show what this one does not.
        video = video if video.poster_key else await self._collector.add_poster(video)

        def finish(one: Job) -> Job:
            return replace(one.moved(JobState.DONE), video=video, result_message_id=message_id, finished_at=finished_at)

        return await self._jobs.change(job.id, finish)

    async def _post_with_patience(self, job: Job, result: ResultPost) -> str:
        """Post until the platform takes it, since a video that is finished and stored is worth waiting for."""
        platform, patience = self._resources.platforms[job.address.platform], self._resources.patience
        began_at, pause = self._resources.clock(), patience.first_retry_seconds
        while True:
            await self._relay.paces.wait_to_post(job.address, is_urgent=True)
            try:
                self._resources.require_life()
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
            result = replace(result, may_stand=True)

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
