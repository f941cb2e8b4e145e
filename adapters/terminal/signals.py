"""What interrupts a running job from outside: Ctrl+C, which asks, and the end of the terminal, which does not."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def listen_for_signals(*, interrupt: Callable[[], None], leave: Callable[[], None]) -> Iterator[None]:
    """Call `interrupt` at each Ctrl+C and `leave` when the process is told to end, inside the block."""
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)
    loop.add_signal_handler(signal.SIGINT, interrupt)
    for number in _ENDINGS:
        loop.add_signal_handler(number, leave)
    try:
        yield
    finally:
        for number in (signal.SIGINT, *_ENDINGS):
            loop.remove_signal_handler(number)
        signal.signal(signal.SIGINT, before)
