"""Folders for files that are only being looked at; making and removing them happens in threads, like all disk work."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4


@asynccontextmanager
async def open_work_folder(parent: Path) -> AsyncIterator[Path]:
    """Lend a new folder below `parent` and remove it with everything in it."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=parent))
    try:
        yield folder
    finally:
        await _remove(folder)


@asynccontextmanager
async def plan_work_folder(parent: Path) -> AsyncIterator[Path]:
    """Lend the name of a new folder, made by whoever writes into it first; remove it with everything in it.

    That spares the thread's turn which making it alone would take.
    """
    folder = parent / uuid4().hex
    try:
        yield folder
    finally:
        await _remove(folder)


async def _remove(folder: Path) -> None:
    await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
