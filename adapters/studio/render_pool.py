"""The render processes: as many as there may be at once, replaced when one dies."""

import asyncio
import logging
import multiprocessing
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pebble import ProcessExpired, ProcessPool

from adapters.studio.gauge import Gauge
from adapters.studio.render_order import RenderOrder
from bot.errors import ServiceFailed
from bot.media.worker_function import WorkerFunction

logger = logging.getLogger(__name__)

CARRY_OUT: WorkerFunction[RenderOrder, float] = WorkerFunction(module="adapters.studio.render_work", name="carry_out")
WARM_UP: WorkerFunction[None] = WorkerFunction(module="adapters.studio.render_work", name="warm_up")

_NICENESS = 10
_STOP_GRACE_SECONDS = 3.0
_TASKS_PER_PROCESS = 100


class RenderCrashed(ServiceFailed):
    """The render process died; other tasks are not affected."""


class RenderTimedOut(ServiceFailed):
    """The render took longer than it may and was ended."""


class RenderPool:
    """Carries out render orders in other processes."""

    def __init__(self, pool: ProcessPool, *, timeout_seconds: float) -> None:
        """End any render after `timeout_seconds`."""
        self._pool = pool
        self._timeout_seconds = timeout_seconds

    async def run(self, order: RenderOrder, gauge: Gauge) -> float:
        """Carry the order out and return the seconds it took; when cancelled, the render is stopped first.

        Raises `RenderCrashed`, `RenderTimedOut`, or what the order raises.
        """
        future = self._pool.schedule(CARRY_OUT, args=[order], timeout=self._timeout_seconds)
        waiting = asyncio.wrap_future(future)
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            await _stop(gauge, waiting)
            raise
        except ProcessExpired as error:
            message = "The render process died."
            raise RenderCrashed(message) from error
        except TimeoutError as error:
            message = "The render took too long."
            raise RenderTimedOut(message) from error


@asynccontextmanager
async def open_render_pool(workers: int, *, timeout_seconds: float) -> AsyncIterator[RenderPool]:
    """Start the render processes, loaded and waiting; end them with the block."""
    pool = ProcessPool(
        max_workers=workers,
        max_tasks=_TASKS_PER_PROCESS,
        initializer=_yield_to_server,
        context=multiprocessing.get_context("spawn"),
    )
    # The first order starts the processes; this one lets them load the renderer before anybody waits.
    await asyncio.to_thread(pool.schedule, WARM_UP)
    try:
        yield RenderPool(pool, timeout_seconds=timeout_seconds)
    finally:
        await asyncio.to_thread(_end, pool)


def _yield_to_server() -> None:
    """Let the server, which has little to do but must do it at once, go before this process."""
    os.nice(_NICENESS)


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble leaves it without annotations
    pool.join()


async def _stop(gauge: Gauge, waiting: asyncio.Future[float]) -> None:
    gauge.ask_to_stop()
    done, _ = await asyncio.wait({waiting}, timeout=_STOP_GRACE_SECONDS)
    if not done:
        # Passed on to the pool, which ends the process.
        waiting.cancel()
        await asyncio.wait({waiting})
    if not waiting.cancelled() and waiting.exception() is not None:
        logger.debug("A stopped render ended with an error", exc_info=waiting.exception())
