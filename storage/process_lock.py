"""The lock that keeps two processes out of one data folder. It guards nothing within a process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import RequestRefused
from bot.messages import storage as messages

LOCK_NAME = "flipbook.lock"


@contextmanager
def hold_data_folder(folder: Path) -> Iterator[None]:
    """Keep a data folder to this process; raise `RequestRefused` when another process has it.

    The system frees the lock when the process ends in whatever way. It is a record lock, because forked workers do
    not inherit those: one that outlives us cannot keep the folder locked.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK_NAME).open("wb")
    except OSError as error:
        raise RequestRefused(messages.folder_unusable(folder)) from error
    with file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError) as error:
            raise RequestRefused(messages.folder_in_use(folder)) from error
        yield
