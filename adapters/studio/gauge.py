"""The gauge of one render: a tiny shared file in which a worker shows its progress and the server asks it to stop."""

import mmap
import struct
import time
from pathlib import Path
from typing import Self

_SHARE = struct.Struct("=d")
_STOP_AT = _SHARE.size
_SIZE_BYTES = _SHARE.size + 1
#: From here on a render's own speed says more than those of others.
_TELLING_SHARE = 0.2


class Gauge:
    """Both ends of the file; reading and writing it costs no system call."""

    def __init__(self, path: Path) -> None:
        """Open the gauge at `path`, which `create` has made."""
        with path.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _SIZE_BYTES)
        self._opened_at = time.monotonic()

    @classmethod
    def create(cls, path: Path) -> Self:
        """Make a new gauge that shows nothing done."""
        path.write_bytes(bytes(_SIZE_BYTES))
        return cls(path)

    @property
    def share(self) -> float:
        """Return the share of the work that is done, 0 to 1."""
        (share,) = _SHARE.unpack_from(self._memory)
        return float(share)

    def predict_left(self, expected_seconds: float) -> float:
        """Return the seconds of work left: by its own speed once that shows, before that by what was expected."""
        share = self.share
        if share < _TELLING_SHARE:
            return expected_seconds * (1 - share)
        return (time.monotonic() - self._opened_at) * (1 - share) / share

    @property
    def is_stop_asked(self) -> bool:
        """Return whether the work should end early."""
        return self._memory[_STOP_AT] != 0

    def show(self, share: float) -> None:
        """Show `share` as done; it never goes back."""
        _SHARE.pack_into(self._memory, 0, min(1.0, max(self.share, share)))

    def ask_to_stop(self) -> None:
        """Ask the other side to end early."""
        self._memory[_STOP_AT] = 1

    def close(self) -> None:
        """Let go of the memory; the file stays."""
        self._memory.close()
