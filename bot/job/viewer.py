"""Looks at a job with everything around it: its place in the queue and how long such jobs usually take."""

from bot.job.card import Card
from bot.job.drawing import Surroundings, draw_card
from bot.job.estimate import RenderEstimate, estimate_render
from bot.job.job import Job, JobState
from bot.job.resources import JobResources


class JobViewer:
    """Draws jobs as cards, with estimates learned from this bot's own history."""

    def __init__(self, resources: JobResources) -> None:
        """Keep the collaborators."""
        self._jobs = resources.jobs
        self._profile = resources.service.profile
        self._clock = resources.clock

    async def draw(self, job: Job) -> Card:
        """Return the job's card as of now."""
        return draw_card(
            job,
            Surroundings(
                profile=self._profile,
                now=self._clock(),
                ahead=await self._jobs.count_ahead(job) if job.state is JobState.QUEUED else 0,
                estimate=await self._estimate(job) if job.state is JobState.RENDERING else None,
            ),
        )

    async def _estimate(self, job: Job) -> RenderEstimate | None:
        options = job.request.options
        history = await self._jobs.read_render_seconds(quality=options.quality, duration=options.duration)
        return estimate_render(history, service_seconds=job.service_estimate_seconds)
