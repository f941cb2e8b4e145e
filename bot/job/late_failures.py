"""Tells people of videos that will not come, when that turns out so late that they look elsewhere by now.

The card says it at once, but an edited message notifies nobody. Each post carries a marker, so telling again after a
crash posts nothing twice.
"""

import logging
from datetime import timedelta

from bot.errors import PlaceUnreachable
from bot.job.drawing import draw_failure
from bot.job.job import Job, JobState
from bot.job.place_pace import PlacePaces
from bot.job.resources import JobResources

logger = logging.getLogger(__name__)

#: Whoever cancelled knows already.
_TOLD = frozenset({JobState.FAILED, JobState.EXPIRED, JobState.UNCLEAR})
#: For so long people are taken to watch the card of what they asked for.
_WATCHED = timedelta(seconds=60)


class LateFailures:
    """Mentions those whose jobs came to nothing, or into doubt, while they were away."""

    def __init__(self, resources: JobResources, *, paces: PlacePaces) -> None:
        """Keep the collaborators; `paces` tells when a place bears another message."""
        self._resources = resources
        self._paces = paces

    async def tell(self, job: Job) -> None:
        """Post the news once, where it comes late; raise `ServiceFailed` when that cannot be done now."""
        platform = self._resources.platforms.get(job.address.platform)
        if platform is None or not self._is_news(job):
            return
        await self._paces.wait_to_post(job.address, is_urgent=True)
        # Its card may have got its message, or its requester may have settled a doubt, since this was read.
        current = await self._resources.jobs.read(job.id)
        if current is None or (current.state, current.attempt) != (job.state, job.attempt):
            return
        self._resources.require_life()
        try:
            await platform.post_failure(job.address, draw_failure(current, self._resources.service.profile))
        except PlaceUnreachable as error:
            logger.info("Nobody could be told of a failure: %s", error.code, extra={"job_id": job.id})

    def _is_news(self, job: Job) -> bool:
        if job.state not in _TOLD or job.cancel_requested:
            return False
        # Who tries again in doubt watches again.
        asked_at = job.created_at if job.attempt == 1 else job.submission_began_at or job.created_at
        return (job.finished_at or self._resources.clock()) - asked_at > _WATCHED
