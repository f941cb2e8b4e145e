"""What happens inside a worker process before and around the work; the other side is `bot.media.worker_pool`."""

import contextlib
import copy
import os
import pickle
import resource
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TypeVar, TypeVarTuple

Args = TypeVarTuple("Args")
Result = TypeVar("Result")

_STANDARD_ERROR = 2
_NICENESS = 10


def prepare_this_process(memory_bytes: int, modules: Sequence[str]) -> None:
    """Bound the memory and the threads of the process that calls this, and what it writes to standard error.

    `modules` are imported at once, so that the first call does not have to wait for them.
    """
    # Whoever waits for a picture can wait a little longer; the event loop cannot.
    os.nice(_NICENESS)
    _limit_threads()
    _limit_memory(memory_bytes)
    # Decoders written in C complain there about hostile files, at any length.
    os.dup2(os.open(os.devnull, os.O_WRONLY), _STANDARD_ERROR)
    for module in modules:
        import_module(module)


def call_function(function: Callable[[*Args], Result], *args: *Args) -> Result:
    """Call a function and let out only errors that reach the other process whole."""
    try:
        return function(*args)
    except Exception as error:
        # An error that cannot be rebuilt over there would take the pool and everybody's work with it.
        if _can_travel(error):
            raise
        message = f"{type(error).__name__}: {error}"
        raise RuntimeError(message) from None


def _limit_threads() -> None:
    # Libraries read these when they are imported, which is after this; the pool is where parallelism comes from.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"):
        os.environ[name] = "1"


def _limit_memory(memory_bytes: int) -> None:
    _, hard_limit = resource.getrlimit(resource.RLIMIT_AS)
    if hard_limit != resource.RLIM_INFINITY:
        memory_bytes = min(memory_bytes, hard_limit)
    # macOS refuses this limit; its workers are still bounded in time.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, hard_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _can_travel(error: Exception) -> bool:
    try:
        pickle.dumps(error)
        # Copying rebuilds it in the same way as unpickling.
        copy.copy(error)
    except (pickle.PicklingError, TypeError, AttributeError, ValueError):
        return False
    return True
