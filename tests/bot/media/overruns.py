"""Functions for workers that break every limit or look at them; they live here since workers import them by name."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import NoReturn

from bot.errors import RequestRefused


class StubbornError(Exception):
    """An error that cannot be rebuilt in another process."""

    def __init__(self, *, reason: str) -> None:
        super().__init__(f"because of {reason}")


def add(first: int, second: int) -> int:
    return first + second


def refuse() -> NoReturn:
    sentence = "Please send another picture."
    raise RequestRefused(sentence, option="first")


def raise_stubborn_error() -> NoReturn:
    raise StubbornError(reason="rain")


def take_memory(size_bytes: int) -> int:
    return len(bytearray(size_bytes))


def hang() -> None:
    threading.Event().wait()


def announce_and_hang(announcement: Path) -> None:
    announcement.write_text(str(os.getpid()))
    hang()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def read_thread_limit() -> str:
    return os.environ["OMP_NUM_THREADS"]


def has_imported(module: str) -> bool:
    return module in sys.modules
