"""One studio to a data folder: a second one would render the first one's tasks."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import ServiceFailed


class FolderInUse(ServiceFailed):
    """Another studio works in the folder."""


@asynccontextmanager
async def hold_folder(folder: Path) -> AsyncIterator[None]:
    """Keep `folder`, which is made when it is missing, to ourselves; raises `FolderInUse`."""
    descriptor = await asyncio.to_thread(_lock, folder)
    try:
        yield
    finally:
        os.close(descriptor)


def _lock(folder: Path) -> int:
    # Prompts and pictures are nobody else's business.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        message = f"Another studio works in `{folder}`. Stop it, or choose another folder."
        raise FolderInUse(message) from error
    return descriptor
