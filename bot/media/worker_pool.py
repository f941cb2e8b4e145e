"""The worker pool: awaitable calls into processes that may crash, hang or eat memory without harming the bot.

Nothing here knows what is being worked on. Functions arrive by reference, so whatever they import is imported in
the worker; see `bot.media.worker_function` for keeping it out of the bot's own process.
"""

import asyncio
import contextlib
import logging
import multiprocessing
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from enum import StrEnum
from importlib.machinery import ModuleSpec
from typing import Any, TypeVar, TypeVarTuple

from pebble import ProcessExpired, ProcessPool

from bot.errors import ServiceFailed
from bot.media.worker_process import call_function, prepare_this_process
from bot.messages import workers as messages

logger = logging.getLogger(__name__)

Args = TypeVarTuple("Args")
Result = TypeVar("Result")

DEFAULT_MEMORY_BYTES = 1536 * 1024 * 1024
#: A worker is replaced after this many calls, which returns memory that its allocator keeps.
CALLS_PER_WORKER = 1000


class StopReason(StrEnum):
    """Why a worker did not finish."""

    TIME = "worker_timed_out"
    MEMORY = "worker_out_of_memory"
    CRASH = "worker_crashed"


class WorkerStopped(ServiceFailed):
    """A worker overran a limit or died; callers that know what it was working on say so in their own words."""

    def __init__(self, sentence: str, *, reason: StopReason) -> None:
        """Keep the `reason`, which is also the code."""
        super().__init__(sentence, code=reason.value)
        self.reason = reason


class WorkerPool:
    """Runs functions in worker processes; open it with `open_worker_pool`."""

    def __init__(self, *, workers: int, memory_bytes: int, modules: Sequence[str] = ()) -> None:
        """Prepare a pool; its processes start with the first call and import `modules` before they take any."""
        self._workers = workers
        self._memory_bytes = memory_bytes
        self._modules = tuple(modules)
        self._is_started = False
        self._pool = self._build_pool()
        self._renewal = asyncio.Lock()
        self._is_closed = False
        self._waiters: set[asyncio.Future[Any]] = set()

    async def run(self, function: Callable[[*Args], Result], *args: *Args, timeout_seconds: float) -> Result:
        """Call `function` in a worker and return what it returns or raise what it raises.

        The time counts from the moment a worker takes the call. Cancelling the awaiting task kills the worker.
        Raise `WorkerStopped` when the time or the memory did not suffice or the worker died.
        """
        with _named_errors(timeout_seconds):
            try:
                return await self._call(function, *args, timeout_seconds=timeout_seconds)
            except BrokenProcessPool:
                logger.warning("the worker pool broke down; the call is made once more in a new one")
                return await self._call(function, *args, timeout_seconds=timeout_seconds)

    async def start(self) -> None:
        """Start the processes, so that the first call finds them ready."""
        await self._working_pool()

    async def close(self) -> None:
        """Kill whatever still runs, wait until every worker is gone and let no caller wait any longer."""
        self._is_closed = True
        await asyncio.to_thread(_stop, self._pool)
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_exception(BrokenProcessPool())

    async def _call(self, function: Callable[[*Args], Result], *args: *Args, timeout_seconds: float) -> Result:
        pool = await self._working_pool()
        future = pool.schedule(call_function, args=(function, *args), timeout=timeout_seconds)
        waiter = asyncio.wrap_future(future)
        self._waiters.add(waiter)
        try:
            outcome: Result = await waiter
        finally:
            self._waiters.discard(waiter)
        return outcome

    async def _working_pool(self) -> ProcessPool:
        async with self._renewal:
            if self._is_closed:
                raise WorkerStopped(messages.worker_crashed(), reason=StopReason.CRASH)
            if self._is_started and not _is_active(self._pool):
                await asyncio.to_thread(_stop, self._pool)
                self._pool, self._is_started = self._build_pool(), False
            if not self._is_started:
                # The first look starts the processes, which takes too long for the event loop.
                self._is_started = await asyncio.to_thread(_is_active, self._pool)
            return self._pool

    def _build_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self._workers,
            max_tasks=CALLS_PER_WORKER,
            initializer=prepare_this_process,
            initargs=(self._memory_bytes, self._modules),
            context=multiprocessing.get_context("spawn"),
        )


@contextlib.asynccontextmanager
async def open_worker_pool(
    *, workers: int = 2, memory_bytes: int = DEFAULT_MEMORY_BYTES, modules: Sequence[str] = ()
) -> AsyncIterator[WorkerPool]:
    """Lend a pool of at most `workers` processes with `memory_bytes` of address space each.

    With `modules` to import, the processes start at once instead of with the first call.
    """
    _spare_workers_the_program()
    pool = WorkerPool(workers=workers, memory_bytes=memory_bytes, modules=modules)
    try:
        if modules:
            await pool.start()
        yield pool
    finally:
        await pool.close()


def _spare_workers_the_program() -> None:
    # Started from a script, every worker would import that script again and with it the whole bot: two seconds and
    # half of its memory. For a main module of this name multiprocessing knows that there is nothing to import.
    program = sys.modules["__main__"]
    if program.__spec__ is None:
        program.__spec__ = ModuleSpec("__main__", loader=None)


@contextlib.contextmanager
def _named_errors(timeout_seconds: float) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise WorkerStopped(messages.worker_ran_out_of_time(timeout_seconds), reason=StopReason.TIME) from error
    except MemoryError as error:
        raise WorkerStopped(messages.worker_ran_out_of_memory(), reason=StopReason.MEMORY) from error
    except (ProcessExpired, BrokenProcessPool) as error:
        raise WorkerStopped(messages.worker_crashed(), reason=StopReason.CRASH) from error


def _is_active(pool: ProcessPool) -> bool:
    return pool.active


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call] # pebble leaves `stop` without annotations
    pool.join()
