"""The render processes: as many as there may be at once, replaced when one dies."""

import asyncio
import logging
import multiprocessing
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pebble import ProcessExpired, ProcessPool

from adapters.studio.gauge import Gauge
from adapters.studio.render_order import PictureStep, RenderOrder
from adapters.studio.renderer.faults import PictureRefused
from adapters.studio.settings import StudioLimits
from bot.errors import ServiceFailed
from bot.media.worker_function import WorkerFunction
from bot.media.worker_process import call_function, prepare_this_process
from bot.messages import studio as sentences

logger = logging.getLogger(__name__)

_WORK = "adapters.studio.render_work"
PREPARE: WorkerFunction[PictureStep, float] = WorkerFunction(module=_WORK, name="prepare")
DRAW: WorkerFunction[RenderOrder, float] = WorkerFunction(module=_WORK, name="draw")
WARM_UP: WorkerFunction[None] = WorkerFunction(module=_WORK, name="warm_up")

#: Address space, most of which is libraries and stays empty; the largest render fills a fifth of it.
_MEMORY_BYTES = 4 * 1024**3
_STOP_GRACE_SECONDS = 3.0
_TASKS_PER_PROCESS = 100


class RenderCrashed(ServiceFailed):
    """The render process died; other tasks are not affected."""


class RenderTimedOut(ServiceFailed):
    """The render took longer than it may and was ended."""


class RenderPool:
    """Carries out render orders in other processes."""

    def __init__(self, pool: ProcessPool, limits: StudioLimits) -> None:
        """End whatever takes longer than the limits allow."""
        self._pool = pool
        self._limits = limits

    async def run(self, order: RenderOrder, gauge: Gauge) -> float:
        """Carry the order out and return the seconds it took; when cancelled, the render is stopped first.

        Raises `PictureRefused`, `RenderCrashed`, `RenderTimedOut`, or what the order raises.
        """
        seconds = 0.0
        for step in order.pictures:
            seconds += await self._prepare(step)
        return seconds + await self._draw(order, gauge) if order.scene else seconds

    async def _prepare(self, step: PictureStep) -> float:
        """Prepare a picture; one that hangs the process or kills it is a bad picture."""
        future = self._pool.schedule(call_function, args=(PREPARE, step), timeout=self._limits.picture_seconds)
        try:
            return await asyncio.wrap_future(future)
        except TimeoutError as error:
            raise PictureRefused(sentences.picture_takes_too_long(), "image_processing_error") from error
        except ProcessExpired as error:
            raise PictureRefused(sentences.picture_broke_the_decoder(), "image_processing_error") from error

    async def _draw(self, order: RenderOrder, gauge: Gauge) -> float:
        future = self._pool.schedule(call_function, args=(DRAW, order), timeout=self._limits.render_seconds)
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
async def open_render_pool(workers: int, limits: StudioLimits) -> AsyncIterator[RenderPool]:
    """Start the render processes, loaded and waiting; end them with the block."""
    pool = ProcessPool(
        max_workers=workers,
        max_tasks=_TASKS_PER_PROCESS,
        initializer=prepare_this_process,
        # What is imported before the first order does not count as that order's time.
        initargs=(_MEMORY_BYTES, (_WORK,)),
        context=multiprocessing.get_context("spawn"),
    )
    # The first order starts the processes; this one lets them load the renderer before anybody waits.
    await asyncio.to_thread(pool.schedule, WARM_UP)
    try:
        yield RenderPool(pool, limits)
    finally:
        await asyncio.to_thread(_end, pool)


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
