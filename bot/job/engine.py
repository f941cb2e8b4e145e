"""What sees jobs through: an engine, which runs each job's life to its end, through crashes and restarts.

A job's life is two stages, submit and deliver, and each may run again from its beginning at any time; what they do is
therefore idempotent (see `bot.job.life`). How far a job is stands in its own row, so engines record no steps: a life
that is taken up again goes through both stages, and what was done already is found done.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from bot.logs import bound_job

logger = logging.getLogger(__name__)

JobStage: TypeAlias = Callable[[str], Coroutine[Any, Any, None]]


class Life(Protocol):
    """What the engine runs for each job; both stages may be repeated whole."""

    async def submit(self, job_id: str) -> None:
        """Bring the job from its queue to the video service."""

    async def deliver(self, job_id: str) -> None:
        """Bring the job from the video service into the channel."""

    async def give_up(self, job_id: str) -> None:
        """End a job whose stages failed in a way that nobody foresaw."""


class Standing(StrEnum):
    """Where the engine is with one attempt at a job's life."""

    #: It was never queued here, or that was so long ago that it is forgotten.
    UNKNOWN = "unknown"
    #: It waits or runs, or was running in a process that died and goes on by itself.
    LIVING = "living"
    #: It is over, however it went.
    ENDED = "ended"


class JobEngine(Protocol):
    """Takes job ids and sees each through."""

    async def enqueue(self, job_id: str, *, lane: str, attempt: int = 1, rank: int = 1) -> None:
        """Queue one attempt at a job's life; lanes take turns, and within one, lower ranks go first."""

    async def find_standings(self, attempts: Mapping[str, int]) -> Mapping[str, Standing]:
        """Return where the engine is with each job, given the attempt that each is at."""

    async def recover(self, process_ids: Sequence[str]) -> None:
        """Put back into the queue what these processes had in the making; they must not be working on it any more."""

    async def forget_ended(self, before: datetime) -> int:
        """Delete the records of lives that ended before a moment; return how many they were."""

    async def answers(self) -> bool:
        """Tell whether the engine can be asked; it raises or hangs where it cannot."""

    async def interrupt(self) -> None:
        """Stop all running lives without recording an outcome, so that the next start takes them up."""


@dataclass(frozen=True, kw_only=True)
class EngineLimits:
    """How much runs at once."""

    #: Jobs in flight, in all processes together.
    running: int
    #: Jobs in flight in one lane, in all processes together.
    running_per_lane: int
    #: Jobs that leave the queue within any minute, in all processes together; None leaves it open.
    starts_per_minute: int | None = None
    #: How often the queue is looked at; an idle look costs about a millisecond.
    queue_poll_seconds: float = 0.2
    #: How often a stage that fails in an unforeseen way is tried; each pause is twice as long as the one before.
    stage_attempts: int = 8


class LifeRunner:
    """Runs lives, however they come to be run."""

    def __init__(self, life: Life, *, stage_attempts: int) -> None:
        """Try each stage of `life` so often; each pause is twice as long as the one before."""
        self._life = life
        self._stage_attempts = stage_attempts

    async def run(self, job_id: str) -> None:
        """See a job through."""
        with bound_job(job_id):
            try:
                await self._persist(self._life.submit, job_id)
                await self._persist(self._life.deliver, job_id)
            except Exception:
                # The outermost edge of a job: whatever nobody foresaw must still end the job and tell the person.
                logger.exception("A job's life failed")
                await self._persist(self._life.give_up, job_id)

    async def _persist(self, stage: JobStage, job_id: str) -> None:
        """Run a stage until it succeeds; raise what it raised when it has failed too often."""
        for attempt in range(1, self._stage_attempts):
            try:
                return await stage(job_id)
            except Exception:
                logger.warning("A stage failed and is tried again", exc_info=True)
            await asyncio.sleep(2 ** (attempt - 1))
        return await stage(job_id)
