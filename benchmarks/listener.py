"""Finds the process that listens for a bot; it is part of what the bot takes."""

from pathlib import Path
from types import ModuleType


def find_listener(process_id: int, module: ModuleType) -> int:
    """Return the child of a bot that runs a module."""
    for child in Path(f"/proc/{process_id}/task/{process_id}/children").read_text(encoding="utf-8").split():
        if module.__name__ in Path(f"/proc/{child}/cmdline").read_text(encoding="utf-8"):
            return int(child)
    raise LookupError(process_id)
