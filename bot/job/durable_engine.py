"""The engine of many processes, in the database that they share: DBOS Transact, which only this module knows.

What waits, what runs at once and what one person may run at once are its queue, not ours.
"""

import asyncio
import itertools
import logging
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from dbos import DBOS, DBOSClient, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from dbos import DBOSPortableJSONSerializer as PortableJSONSerializer
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from bot.job.engine import EngineLimits, JobStage, Life, LifeRunner, Standing

logger = logging.getLogger(__name__)

_QUEUE = "videos"
_LIVING = frozenset({"PENDING", "ENQUEUED", "DELAYED"})
_OVER = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
#: Running jobs are found again only under the version that began them; it changes with the stages, not with releases.
_LIFE_VERSION = "1"
#: A process that crashes over and over must not make the engine give up on the jobs it had.
_RECOVERY_ATTEMPTS = 100_000
#: So many jobs are looked up at once.
_BATCH = 500
#: Between two tries to queue a job where the engine's database is away.
_QUEUEING_PAUSE_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class EngineProcess:
    """What this process is among those that share the engine's database."""

    #: One process alone keeps one id for ever; of many, each life of each process has an id of its own.
    id: str = "local"
    #: Others may work on the same database, so limits are counted there.
    is_one_of_many: bool = False
    #: It takes jobs from the queue; all processes put jobs in.
    runs_jobs: bool = True


_ALONE = EngineProcess()


class DurableEngine:
    """Takes job ids and sees each through; made by `open_engine`."""

    def __init__(self, life: Life, *, stage_attempts: int) -> None:
        """Keep the life that the engine runs."""
        self._runner = LifeRunner(life, stage_attempts=stage_attempts)
        self._running: set[asyncio.Task[object]] = set()
        self._workflow = _register_workflow(self._live)

    async def enqueue(self, job_id: str, *, lane: str, attempt: int = 1, rank: int = 1) -> None:
        """Queue one attempt at a job's life; the same attempt queued again changes nothing.

        Lanes take turns; within one, lower ranks go first, and equals in order of arrival. Return only when it is
        queued, however long the engine's database is away: a job that was stored is not refused any more.
        """
        while True:
            options = SetEnqueueOptions(queue_partition_key=lane, priority=rank)
            try:
                with SetWorkflowID(_name_attempt(job_id, attempt)), options:
                    await DBOS.enqueue_workflow_async(_QUEUE, self._workflow, job_id)
            except DBAPIError as error:
                logger.warning("A job could not be queued yet: %s", type(error.orig).__name__, extra={"job_id": job_id})
            else:
                return
            await asyncio.sleep(_QUEUEING_PAUSE_SECONDS)

    async def find_standings(self, attempts: Mapping[str, int]) -> Mapping[str, Standing]:
        """Return where the engine is with each job, given the attempt that each is at."""
        names = {_name_attempt(job_id, attempt): job_id for job_id, attempt in attempts.items()}
        standings = dict.fromkeys(attempts, Standing.UNKNOWN)
        for batch in _split(tuple(names), size=_BATCH):
            found = await DBOS.list_workflows_async(workflow_ids=batch, load_input=False, load_output=False)
            for workflow in found:
                is_living = workflow.status in _LIVING
                standings[names[workflow.workflow_id]] = Standing.LIVING if is_living else Standing.ENDED
        return standings

    async def recover(self, process_ids: Sequence[str]) -> None:
        """Put back into the queue what these processes had in the making; they must not be working on it any more."""
        if not process_ids:
            return
        # The library has no public name for what it does itself at every start for its own process.
        await asyncio.to_thread(DBOS._recover_pending_workflows, list(process_ids))  # noqa: SLF001 - see above

    async def forget_ended(self, before: datetime) -> int:
        """Delete the records of lives that ended before a moment; return how many they were."""
        count = 0
        while ended := await DBOS.list_workflows_async(
            status=list(_OVER),
            completed_before=before.isoformat(),
            limit=_BATCH,
            load_input=False,
            load_output=False,
        ):
            await DBOS.delete_workflows_async([workflow.workflow_id for workflow in ended])
            count += len(ended)
        return count

    async def answers(self) -> bool:
        """Tell whether the engine can be asked; it raises or hangs where it cannot."""
        await DBOS.get_workflow_status_async("nobody.1")
        return True

    async def interrupt(self) -> None:
        """Stop all running lives without recording an outcome, so that the next start takes them up."""
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _live(self, job_id: str) -> None:
        task = asyncio.current_task()
        if task is None:
            message = "a life runs only inside a task"
            raise RuntimeError(message)
        self._running.add(task)
        try:
            await self._runner.run(job_id)
        finally:
            self._running.discard(task)


@asynccontextmanager
async def open_engine(
    life: Life, *, database: Engine, limits: EngineLimits, process: EngineProcess = _ALONE
) -> AsyncIterator[DurableEngine]:
    """Start the engine on its own database and lend it; what this process had in the making goes on by itself."""
    DBOS(config=_build_config(database, process.id))
    _adopt_log()
    if not process.runs_jobs:
        DBOS.listen_queues(())
    engine = DurableEngine(life, stage_attempts=limits.stage_attempts)
    try:
        # On purpose not in a thread: the engine runs lives on the loop from which it was launched.
        DBOS.launch()
        await _register_queue(limits, process)
        yield engine
    finally:
        await engine.interrupt()
        # The engine has put its own threads under the loop; others still need some when it is gone.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(thread_name_prefix="flipbook"))
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)


async def _register_queue(limits: EngineLimits, process: EngineProcess) -> None:
    starts = limits.starts_per_minute
    await DBOS.register_queue_async(
        _QUEUE,
        # Counting in memory is cheaper where nobody else counts.
        worker_concurrency=None if process.is_one_of_many else limits.running,
        global_concurrency=limits.running if process.is_one_of_many else None,
        partition_concurrency=min(limits.running_per_lane, limits.running),
        limiter=None if starts is None else {"limit": starts, "period": 60.0},
        polling_interval_sec=limits.queue_poll_seconds,
        on_conflict="always_update",
    )


async def forget_lives(database: Engine, attempts: Mapping[str, int]) -> None:
    """Delete the records of jobs that ended, given the attempt that each is at; others may be using the database."""
    names = [_name_attempt(job_id, number + 1) for job_id, count in attempts.items() for number in range(count)]
    client = await asyncio.to_thread(DBOSClient, system_database_engine=database)
    try:
        await client.delete_workflows_async(names)
    finally:
        await asyncio.to_thread(client.destroy)


def _name_attempt(job_id: str, attempt: int) -> str:
    return f"{job_id}.{attempt}"


def _split(names: Sequence[str], *, size: int) -> Iterator[list[str]]:
    remaining = iter(names)
    while batch := list(itertools.islice(remaining, size)):
        yield batch


def _build_config(database: Engine, executor_id: str) -> DBOSConfig:
    return {
        "name": "flipbook",
        "system_database_url": database.url.render_as_string(hide_password=False),
        "system_database_engine": database,
        "application_version": _LIFE_VERSION,
        "executor_id": executor_id,
        "serializer": PortableJSONSerializer(),
        "max_executor_threads": 12,
        # Nothing here waits for the engine's own messages; a connection that listens would be left open at a stop.
        "use_listen_notify": False,
        # Below this it reports every life that a stop interrupted, which is how it is meant to be.
        "log_level": "ERROR",
    }


def _adopt_log() -> None:
    """Let the engine's records take the way of all others, where secrets are masked."""
    engine_logger = logging.getLogger("dbos")
    engine_logger.handlers.clear()
    engine_logger.propagate = True


def _register_workflow(live: JobStage) -> JobStage:
    @DBOS.workflow(name="video", max_recovery_attempts=_RECOVERY_ATTEMPTS)
    async def run(job_id: str) -> None:
        await live(job_id)

    return run
