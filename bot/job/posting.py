"""Brings a video into the channel: one that is stored, or one whose bytes go out while it is being stored.

Nobody sees a video before it is stored and known to be. A post that was tried once already may stand, which the
platform finds out by the job's marker.
"""

import asyncio
import logging
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot.errors import PlaceUnreachable, ServiceBusy, ServiceFailed
from bot.job.card import FreshVideo, ResultPost
from bot.job.collector import Arrival
from bot.job.drawing import draw_result
from bot.job.job import Job, Video
from bot.job.relay import CardRelay
from bot.job.resources import JobResources

logger = logging.getLogger(__name__)

#: Posting goes on for so long before the card says so.
_QUIET_SECONDS = 2.0


class Posting:
    """Posts results, as long as it takes."""

    def __init__(self, resources: JobResources, *, relay: CardRelay) -> None:
        """Keep the collaborators."""
        self._resources = resources
        self._relay = relay

    async def post(self, job: Job, video: Video, *, may_stand: bool) -> str:
        """Post a stored video and return the message's id; raise `PlaceUnreachable` where it cannot stand."""
        is_stored = asyncio.Event()
        is_stored.set()
        with self._saying_so(job):
            return await self._post_with_patience(job, self._draw(job, video, may_stand=may_stand), is_stored)

    async def post_ahead(self, job: Job, arrival: Arrival, *, storing: Awaitable[Job], may_stand: bool) -> str:
        """Post a video that `storing` stores meanwhile, as `post` does; what `storing` raises ends the post."""
        is_stored = asyncio.Event()
        fresh = FreshVideo(file=arrival.file, wait_until_stored=lambda: self._wait_to_show(is_stored))
        result = replace(self._draw(job, arrival.video, may_stand=may_stand), fresh=fresh)
        try:
            async with asyncio.TaskGroup() as tasks:
                posting = tasks.create_task(self._post_with_patience(job, result, is_stored), name=f"post {job.id}")
                job = await storing
                is_stored.set()
                with self._saying_so(job):
                    await asyncio.wait([posting])
        except BaseExceptionGroup as group:
            raise group.exceptions[0] from group
        return posting.result()

    def _draw(self, job: Job, video: Video, *, may_stand: bool) -> ResultPost:
        return replace(draw_result(job, video, self._resources.service.profile), may_stand=may_stand)

    @contextmanager
    def _saying_so(self, job: Job) -> Iterator[None]:
        """Let the card say that the video is being posted, when that takes long.

        Most videos stand before anybody could read it, and the final card need not wait for that.
        """
        saying = asyncio.get_running_loop().call_later(_QUIET_SECONDS, self._relay.show, job)
        try:
            yield
        finally:
            saying.cancel()

    async def _wait_to_show(self, is_stored: asyncio.Event) -> None:
        await is_stored.wait()
        self._resources.require_life()

    async def _post_with_patience(self, job: Job, result: ResultPost, is_stored: asyncio.Event) -> str:
        """Post until the platform takes it, since a video that is finished and stored is worth waiting for."""
        patience = self._resources.patience
        began_at, pause = self._resources.clock(), patience.first_retry_seconds
        while True:
            try:
                return await self._try_once(job, result)
            except ServiceFailed as error:
                logger.warning("A video could not be posted: %s", error.code, extra={"job_id": job.id})
                # It is worth storing whatever becomes of the post.
                await is_stored.wait()
                is_over = self._resources.clock() - began_at > patience.posting
                if isinstance(error, PlaceUnreachable) or is_over:
                    raise
                wanted = error.retry_after_seconds if isinstance(error, ServiceBusy) else None
            await self._resources.wakeups.wait(job.id, wanted or pause)
            pause = min(pause * 2, patience.longest_retry_seconds)
            result = replace(result, may_stand=True, fresh=None)

    async def _try_once(self, job: Job, result: ResultPost) -> str:
        await self._relay.paces.wait_to_post(job.address, is_urgent=True)
        self._resources.require_life()
        return await self._resources.platforms[job.address.platform].post_result(job.address, result)
