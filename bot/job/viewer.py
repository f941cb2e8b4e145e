"""Looks at a job with everything around it: its place in the queue and how long such jobs usually take."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.job.card import Card
from bot.job.drawing import Surroundings, draw_card
from bot.job.estimate import RenderEstimate, estimate_render
from bot.job.job import Job, JobState
from bot.job.resources import JobResources
from bot.request.generation_request import Quality

#: Thousands of cards that wait ask for the same history.
_HISTORY_LIFETIME = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class _History:
    """How long the latest jobs of one kind took, as it was known at a moment."""

    read_at: datetime
    render_seconds: Sequence[float]


class JobViewer:
    """Draws jobs as cards, with estimates learned from this bot's own history."""

    def __init__(self, resources: JobResources) -> None:
        """Keep the collaborators."""
        self._jobs = resources.jobs
        self._profile = resources.service.profile
        self._clock = resources.clock
        self._histories: dict[tuple[Quality, int], _History] = {}

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
        history = await self._read_history(options.quality, options.duration)
        return estimate_render(history, service_seconds=job.service_estimate_seconds)

    async def _read_history(self, quality: Quality, duration: int) -> Sequence[float]:
        now, known = self._clock(), self._histories.get((quality, duration))
        # A clock that was set back must not keep an old history for hours.
        if known is None or not timedelta(0) <= now - known.read_at < _HISTORY_LIFETIME:
            seconds = await self._jobs.read_render_seconds(quality=quality, duration=duration)
            known = self._histories[quality, duration] = _History(read_at=now, render_seconds=seconds)
        return known.render_seconds
