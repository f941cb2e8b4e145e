"""Starts jobs: stores them, shows their card and hands them to the durable engine, in that order.

A crash between any two of these loses nothing: whatever is stored and unfinished is taken up at the next start.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.job.engine import DurableEngine
from bot.job.job import Job
from bot.job.relay import CardRelay
from bot.ports import JobStore


class JobStarter:
    """Sets jobs in motion."""

    def __init__(
        self, *, jobs: JobStore, relay: CardRelay, engine: DurableEngine, clock: Callable[[], datetime]
    ) -> None:
        """Keep the collaborators."""
        self._jobs = jobs
        self._relay = relay
        self._engine = engine
        self.now = clock

    async def start(self, job: Job) -> Job:
        """Store and start a new job; return the stored one when its id is known already."""
        if not await self._jobs.add(job):
            return await self._jobs.read(job.id) or job
        await self.resume(job)
        return job

    async def take_up(self, job: Job) -> None:
        """Resume a job that an earlier process left; where its life ended before the job did, it gets another one."""
        if await self._engine.has_ended(job.id, attempt=job.attempt):
            job = await self._jobs.change(job.id, lambda one: replace(one, attempt=job.attempt + 1))
        await self.resume(job)

    async def resume(self, job: Job) -> None:
        """Show a stored job and queue the current attempt at its life; doing so again changes nothing."""
        self._relay.show(job)
        person = f"{job.requester.platform}:{job.requester.id}"
        await self._engine.enqueue(job.id, person=person, attempt=job.attempt)
