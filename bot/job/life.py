"""The life of a job as an engine runs it: two stages, each of which may be repeated whole at any time."""

from bot.job.delivery import Delivery
from bot.job.ending import JobEnding
from bot.job.job import Charge, Failure, Job, JobState
from bot.job.submission import Submission
from bot.messages import jobs as sentences
from bot.ports import JobStore


class JobLife:
    """Sees one job after the other through."""

    def __init__(self, jobs: JobStore, *, submission: Submission, delivery: Delivery, ending: JobEnding) -> None:
        """Keep the stages."""
        self._jobs = jobs
        self._submission = submission
        self._delivery = delivery
        self._ending = ending

    async def submit(self, job_id: str) -> None:
        """Bring the job from its queue to the video service."""
        job = await self._jobs.read(job_id)
        if job is None:
            return
        if job.state is JobState.UNCLEAR and job.cancel_requested:
            await self._ending.doubt(job)
        await self._submission.run(job)

    async def deliver(self, job_id: str) -> None:
        """Bring the job from the video service into the channel, then tell everybody who is to know."""
        job = await self._delivery.run(job_id)
        if job is not None:
            await self._close(job)

    async def give_up(self, job_id: str) -> None:
        """End a job whose stages failed in a way that nobody foresaw."""
        job = await self._jobs.read(job_id)
        if job is None:
            return
        if job.state is JobState.SUBMITTING:
            job = await self._ending.doubt(job)
        elif job.state is not JobState.UNCLEAR and not job.state.is_final:
            failure = Failure(sentence=sentences.something_broke(job_id[:8]), code="internal", charge=Charge.UNKNOWN)
            job = await self._ending.end(job, JobState.FAILED, failure)
        await self._close(job)

    async def _close(self, job: Job) -> None:
        """See that people know of an end or of a doubt before the life is over, whatever interrupted it before."""
        if job.state is JobState.UNCLEAR:
            await self._ending.show_doubt(job)
        elif job.state.is_final:
            await self._ending.conclude(job)
        else:
            return
        await self._jobs.end_life(job)
