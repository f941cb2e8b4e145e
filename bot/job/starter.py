"""Starts jobs: stores them, shows their card and hands them to the engine, in that order.

A crash between any two of these loses nothing: whatever is stored and unfinished is taken up at the next start, or by
another process.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.job.engine import JobEngine, Standing
from bot.job.job import Job, JobState, Price, ReplyAddress, Requester
from bot.job.lanes import Lanes
from bot.job.relay import CardRelay
from bot.policy.budgets import Budgets
from bot.ports import JobStore

_WAITING = frozenset({JobState.QUEUED})


class JobStarter:
    """Sets jobs in motion."""

    def __init__(
        self,
        *,
        jobs: JobStore,
        relay: CardRelay,
        engine: JobEngine,
        clock: Callable[[], datetime],
        lanes: Lanes,
        budgets: Budgets,
    ) -> None:
        """Keep the collaborators."""
        self._jobs = jobs
        self._relay = relay
        self._engine = engine
        self._lanes = lanes
        self._budgets = budgets
        self.now = clock

    async def start(self, job: Job) -> Job:
        """Store and start a new job; return the stored one when its id is known already.

        Raise `RequestRefused`, having stored nothing, when it costs more than may still be spent.
        """
        budgets = self._budgets.list_budgets(job.requester, here=job.address)
        if not await self._jobs.add(job, budgets=budgets):
            return await self._jobs.read(job.id) or job
        await self.resume(job)
        return job

    async def check_budget(self, price: Price, person: Requester, *, here: ReplyAddress) -> None:
        """Raise `RequestRefused` when a job of this price is beyond a budget by now, before any work goes into it."""
        await self._budgets.require(price, person, here=here)

    async def find_rank(self, person: Requester) -> int:
        """Return the rank for a person's next job: behind all that wait already."""
        waiting = await self._jobs.find(states=_WAITING, requester=person, limit=1)
        return waiting[0].rank + 1 if waiting else 1

    async def take_up(self, jobs: Sequence[Job], *, is_shown: bool) -> None:
        """Resume unfinished jobs that an earlier process left.

        Where a job's life ended before the job did, it gets another one. With `is_shown` all their cards are drawn
        anew, and else only of those that nobody works on.
        """
        standings = await self._engine.find_standings({job.id: job.attempt for job in jobs})
        # What was in the making keeps its place before those who still wait, and they keep theirs in the line.
        for job in sorted(jobs, key=_build_line_key):
            standing = standings[job.id]
            if standing is Standing.ENDED:
                await self._live_again(job)
            elif standing is Standing.UNKNOWN:
                await (self._queue(job) if is_shown else self.resume(job))
        if is_shown:
            self._relay.show_again([job for job in jobs if standings[job.id] is not Standing.ENDED])

    async def resume(self, job: Job) -> None:
        """Show a stored job and queue the current attempt at its life; doing so again changes nothing."""
        self._relay.begin(job)
        await self._queue(job)

    async def _queue(self, job: Job) -> None:
        await self._engine.enqueue(job.id, lane=self._lanes.choose(job), attempt=job.attempt, rank=job.rank)

    async def _live_again(self, job: Job) -> None:
        """Queue another attempt, unless the job has ended since it was read or another process was first."""

        def begin_anew(one: Job) -> Job:
            is_same = one.attempt == job.attempt and not one.state.is_final
            return replace(one, attempt=job.attempt + 1) if is_same else one

        changed = await self._jobs.change(job.id, begin_anew)
        if not changed.state.is_final:
            await self.resume(changed)


def _build_line_key(job: Job) -> tuple[object, ...]:
    return job.state is JobState.QUEUED, job.created_at, job.id
