"""The work that goes on beside the answers: deliveries and late posts; what they do is not known here."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Background:
    """Starts work, and ends all of it at once."""

    group: asyncio.TaskGroup
    running: "set[asyncio.Task[None]]" = field(default_factory=set)

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Let something happen beside everything else."""
        task = self.group.create_task(work)
        self.running.add(task)
        task.add_done_callback(self.running.discard)

    def stop(self) -> None:
        """End whatever still goes on."""
        for task in self.running:
            task.cancel()


@asynccontextmanager
async def open_background() -> AsyncIterator[Background]:
    """Let work go on while the block runs."""
    try:
        async with asyncio.TaskGroup() as group:
            background = Background(group)
            try:
                yield background
            finally:
                background.stop()
    except BaseExceptionGroup as failures:
        # What fails in the block leaves it as it is, with no group around it.
        raise failures.exceptions[0] from None
