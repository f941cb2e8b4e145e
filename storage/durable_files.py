"""How a file comes to be on disk whole or not at all, even through a crash. What is in it is the callers' business."""

import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Wait until a file's bytes are on the disk."""
    _sync(path, os.O_RDONLY)


def sync_folder(path: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    _sync(path, os.O_RDONLY | os.O_DIRECTORY)


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
