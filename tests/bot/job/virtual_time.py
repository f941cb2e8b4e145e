"""An event loop whose clock jumps to the next timer, so that hours of waiting take no time."""

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar, TypeVarTuple

Args = TypeVarTuple("Args")
Result = TypeVar("Result")


class JumpingSelector(selectors.SelectSelector):
    """Skips what it should wait, unless threads are at work: those take their time."""

    def __init__(self) -> None:
        super().__init__()
        self.now_seconds = 0.0
        self.busy_threads = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or self.busy_threads:
            return super().select(timeout)
        ready = super().select(0)
        if not ready:
            self.now_seconds += max(0.0, timeout)
        return ready


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """Runs coroutines by the clock of a `JumpingSelector`."""

    def __init__(self) -> None:
        self._jumping = JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now_seconds

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[*Args], Result], *args: *Args
    ) -> asyncio.Future[Result]:
        self._jumping.busy_threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._notice_end)
        return future

    async def shutdown_default_executor(self, *_limits: float | None) -> None:
        self._jumping.busy_threads += 1
        await super().shutdown_default_executor()

    def _notice_end(self, _future: asyncio.Future[Result]) -> None:
        self._jumping.busy_threads -= 1
