"""The program, as a process that listens for it sees it: the pipes between them, and its end."""

import asyncio
import ctypes
import os
import signal
import sys
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter
from contextlib import suppress

_STANDARD_INPUT, _STANDARD_OUTPUT, _STANDARD_ERROR = 0, 1, 2
#: The name that Linux has for "send me a signal when my parent dies".
_PR_SET_PDEATHSIG = 1


async def open_pipes() -> tuple[StreamReader, StreamWriter]:
    """Return what the program says, and what takes what is said to it."""
    loop, reader = asyncio.get_running_loop(), StreamReader()
    source = os.fdopen(os.dup(_STANDARD_INPUT), "rb", buffering=0)
    await loop.connect_read_pipe(lambda: StreamReaderProtocol(reader), source)
    sink = os.fdopen(os.dup(_STANDARD_OUTPUT), "wb", buffering=0)
    # Whatever a library prints must not end up between two frames.
    os.dup2(_STANDARD_ERROR, _STANDARD_OUTPUT)
    transport, protocol = await loop.connect_write_pipe(lambda: StreamReaderProtocol(StreamReader()), sink)
    return reader, StreamWriter(transport, protocol, None, loop)


def come_first() -> None:
    """Let this process have a processor before the program, which gives way to it."""
    if sys.platform == "linux":
        # Where even this is forbidden, everything works as before.
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def end_with_program() -> None:
    """Ask Linux to end this process together with its parent; elsewhere the end of standard input does it alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
