"""A worker pool in which nothing ever finishes."""

from collections.abc import Callable
from typing import NoReturn

from bot.media.worker_pool import StopReason, WorkerPool, WorkerStopped


class StoppingPool(WorkerPool):
    """Stops every call for the same reason, and starts no process for it."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(workers=1, memory_bytes=1)
        self._reason = reason

    async def run(self, function: Callable[..., object], *args: object, timeout_seconds: float) -> NoReturn:
        del function, args, timeout_seconds
        sentence = "The worker was stopped."
        raise WorkerStopped(sentence, reason=self._reason)
