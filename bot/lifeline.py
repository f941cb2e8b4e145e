"""Ends this process when whoever started it is gone: its standard input ends then, however the parent died."""

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine
from typing import Any, TypeVar

_READ_BYTES = 4096

Outcome = TypeVar("Outcome")


async def run_while_input_lasts(program: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Await `program` and ask this process to terminate as soon as standard input ends."""
    loop = asyncio.get_running_loop()
    descriptor = sys.stdin.fileno()

    def notice_end() -> None:
        if not os.read(descriptor, _READ_BYTES):
            loop.remove_reader(descriptor)
            # The same way out as from outside, so that there is only one.
            signal.raise_signal(signal.SIGTERM)

    loop.add_reader(descriptor, notice_end)
    try:
        return await program
    finally:
        loop.remove_reader(descriptor)
