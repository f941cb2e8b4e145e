"""A process that listens, as the program sees it: how it starts, how it is spoken to, and how it ends."""

import asyncio
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from types import ModuleType

from bot.child_environment import build_child_environment

#: So much a process may hand over while the program is busy; more than that it has to keep.
_PIPE_BYTES = 256 * 1024
#: A process that said its last word needs no longer to end.
_END_SECONDS = 2.0


async def start_listener(module: ModuleType) -> Process:
    """Start a process that runs a module; it sees no secret of our environment."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", module.__name__),
        stdin=PIPE,
        stdout=PIPE,
        pipesize=_PIPE_BYTES,
        env=build_child_environment(),
        # A Ctrl+C in the terminal reaches us alone, and we hang up in order. The session stays ours, because Linux
        # shares processors out by sessions, and one of its own gets its turn later.
        process_group=0,
    )


def get_pipes(process: Process) -> tuple[StreamReader, StreamWriter]:
    """Return what the process says, and what takes what we say to it."""
    if process.stdout is None or process.stdin is None:
        message = "the process was started with pipes"
        raise RuntimeError(message)
    return process.stdout, process.stdin


async def end_listener(process: Process) -> int:
    """Return what a process ended with; one that was left alive, as when it hangs, is killed."""
    try:
        async with asyncio.timeout(_END_SECONDS):
            return await process.wait()
    except TimeoutError:
        process.kill()
        return await process.wait()
