"""The durable engine: runs every job's life to its end, through crashes and restarts.

This is the only module that knows DBOS Transact. A job's life is two fat steps, submit and deliver, and each may run
again from its beginning at any time; what they do is therefore idempotent (see `bot.job.life`). What waits, what runs
at once and what one person may run at once are the engine's queue, not ours.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from dbos import DBOSPortableJSONSerializer as PortableJSONSerializer
from sqlalchemy import Engine

logger = logging.getLogger(__name__)

_QUEUE = "videos"
_LIVING = frozenset({"PENDING", "ENQUEUED", "DELAYED"})
#: Running jobs are found again only under the version that began them, so it changes with the steps, not with releases.
_LIFE_VERSION = "1"
#: A process that crashes over and over must not make the engine give up on the jobs it had.
_RECOVERY_ATTEMPTS = 100_000

JobStep: TypeAlias = Callable[[str], Coroutine[Any, Any, None]]


class Life(Protocol):
    """What the engine runs for each job; both steps may be repeated whole."""

    async def submit(self, job_id: str) -> None:
        """Bring the job from its queue to the video service."""

    async def deliver(self, job_id: str) -> None:
        """Bring the job from the video service into the channel."""

    async def give_up(self, job_id: str) -> None:
        """End a job whose steps failed in a way that nobody foresaw."""


@dataclass(frozen=True, kw_only=True)
class EngineLimits:
    """How much runs at once."""

    #: Jobs in flight in this process.
    running: int
    #: Jobs in flight for one person, everywhere.
    running_per_person: int
    #: How often the queue is looked at; an idle look costs about a millisecond.
    queue_poll_seconds: float = 0.2
    #: How often a step that fails in an unforeseen way is tried; each pause is twice as long as the one before.
    step_attempts: int = 8


class DurableEngine:
    """Takes job ids and sees each through; made by `open_engine`."""

    def __init__(self, life: Life, *, step_attempts: int) -> None:
        """Keep the life that the steps call."""
        self._life = life
        self._running: set[asyncio.Task[object]] = set()
        self._workflow = _register_workflow(
            self._guard(life.submit), self._guard(life.deliver), life.give_up, step_attempts=step_attempts
        )

    async def enqueue(self, job_id: str, *, person: str, attempt: int = 1) -> None:
        """Queue one attempt at a job's life; the same attempt queued again changes nothing."""
        with SetWorkflowID(f"{job_id}.{attempt}"), SetEnqueueOptions(queue_partition_key=person):
            await DBOS.enqueue_workflow_async(_QUEUE, self._workflow, job_id)

    async def has_ended(self, job_id: str, *, attempt: int) -> bool:
        """Tell whether this attempt at a job's life is over, however it went."""
        status = await DBOS.get_workflow_status_async(f"{job_id}.{attempt}")
        return status is not None and status.status not in _LIVING

    async def interrupt(self) -> None:
        """Stop all running steps without recording an outcome, so that the next start repeats them."""
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _guard(self, step: JobStep) -> JobStep:
        """Remember the task that runs a step, so that `interrupt` finds it."""

        async def run(job_id: str) -> None:
            task = asyncio.current_task()
            if task is None:
                message = "a step runs only inside a task"
                raise RuntimeError(message)
            self._running.add(task)
            try:
                await step(job_id)
            finally:
                self._running.discard(task)

        return run


@asynccontextmanager
async def open_engine(
    life: Life, *, database: Engine, limits: EngineLimits, executor_id: str = "local"
) -> AsyncIterator[DurableEngine]:
    """Start the engine on its own database and lend it; jobs of this executor's previous life go on by themselves."""
    DBOS(config=_build_config(database, executor_id))
    _adopt_log()
    engine = DurableEngine(life, step_attempts=limits.step_attempts)
    try:
        # On purpose not in a thread: the engine runs its steps on the loop from which it was launched.
        DBOS.launch()
        await DBOS.register_queue_async(
            _QUEUE,
            worker_concurrency=limits.running,
            partition_concurrency=limits.running_per_person,
            polling_interval_sec=limits.queue_poll_seconds,
            on_conflict="always_update",
        )
        yield engine
    finally:
        await engine.interrupt()
        # The engine has put its own threads under the loop; others still need some when it is gone.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(thread_name_prefix="flipbook"))
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)


def _build_config(database: Engine, executor_id: str) -> DBOSConfig:
    return {
        "name": "flipbook",
        "system_database_url": database.url.render_as_string(hide_password=False),
        "system_database_engine": database,
        "application_version": _LIFE_VERSION,
        "executor_id": executor_id,
        "serializer": PortableJSONSerializer(),
        "max_executor_threads": 12,
        # Below this it reports every step that a stop interrupted, which is how it is meant to be.
        "log_level": "ERROR",
    }


def _adopt_log() -> None:
    """Let the engine's records take the way of all others, where secrets are masked."""
    engine_logger = logging.getLogger("dbos")
    engine_logger.handlers.clear()
    engine_logger.propagate = True


def _register_workflow(
    submit: JobStep,
    deliver: JobStep,
    give_up: JobStep,
    *,
    step_attempts: int,
) -> JobStep:
    @DBOS.step(name="submit", retries_allowed=True, max_attempts=step_attempts)
    async def submit_step(job_id: str) -> None:
        await submit(job_id)

    @DBOS.step(name="deliver", retries_allowed=True, max_attempts=step_attempts)
    async def deliver_step(job_id: str) -> None:
        await deliver(job_id)

    @DBOS.step(name="give_up", retries_allowed=True, max_attempts=step_attempts)
    async def give_up_step(job_id: str) -> None:
        await give_up(job_id)

    @DBOS.workflow(name="video", max_recovery_attempts=_RECOVERY_ATTEMPTS)
    async def live(job_id: str) -> None:
        try:
            await submit_step(job_id)
            await deliver_step(job_id)
        except Exception:
            # The outermost edge of a job: whatever nobody foresaw must still end the job and tell the person.
            logger.exception("A job's life failed", extra={"job_id": job_id})
            await give_up_step(job_id)

    return live
