"""Folders for files that are only being looked at; making and removing them happens in threads, like all disk work."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


@asynccontextmanager
async def open_work_folder(parent: Path) -> AsyncIterator[Path]:
    """Lend a new folder below `parent` and remove it with everything in it."""
    folder = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=parent))
    try:
        yield folder
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
