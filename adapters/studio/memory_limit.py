"""How much memory this process may hold; where the system cannot say or limit it, nothing is limited."""

import contextlib
import ctypes
import resource
from collections.abc import Iterator
from pathlib import Path

_STATUS = Path("/proc/self/status")
_KIBIBYTE = 1024
#: glibc's name for the size from which on memory is taken from the system, and given back, piece by piece.
_M_MMAP_THRESHOLD = -3
_LARGE_BYTES = 4 * 1024 * 1024


def return_large_memory_at_once() -> None:
    """Have this process give large pieces of memory back as soon as they are free; glibc keeps them otherwise."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)


@contextlib.contextmanager
def limit_memory(limit_bytes: int) -> Iterator[None]:
    """Let whatever would make this process larger than `limit_bytes` fail with `MemoryError` inside the block."""
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    with contextlib.suppress(OSError, ValueError, KeyError):
        # The limit counts what is reserved for writing, which is more than what is held.
        room = max(0, limit_bytes - read_memory_bytes("VmRSS"))
        wanted = read_memory_bytes("VmData") + room
        resource.setrlimit(resource.RLIMIT_DATA, (wanted if soft < 0 else min(wanted, soft), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def read_memory_bytes(name: str) -> int:
    """Read one of the sizes that Linux keeps of this process, such as `VmRSS`."""
    lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
    return int(lines[name].split()[0]) * _KIBIBYTE
