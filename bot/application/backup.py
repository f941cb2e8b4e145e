"""`flipbook backup` and `flipbook restore`."""

import asyncio
from pathlib import Path

from bot.errors import RequestRefused
from bot.messages import operations as sentences
from bot.operations.restoring import doubt_waiting_jobs
from bot.settings import Settings
from storage.backup import DATABASE_NAME, back_up, restore
from storage.database import open_database
from storage.jobs import SqlJobStore
from storage.process_lock import hold_data_folder


async def run_backup(settings: Settings, *, folder: Path) -> str:
    """Copy everything to a new folder, beside a running bot or without one; return what to tell the operator."""
    source = _require_own_folder(settings)
    if not (source / DATABASE_NAME).exists():
        raise RequestRefused(sentences.nothing_here(str(source)))
    await asyncio.to_thread(back_up, source, target=folder)
    return sentences.backed_up(str(folder))


async def run_restore(settings: Settings, *, folder: Path) -> str:
    """Copy a backup into the data folder, which no bot may use meanwhile; return what to tell the operator."""
    target = _require_own_folder(settings)
    with hold_data_folder(target):
        await asyncio.to_thread(restore, folder, target=target)
        async with open_database(f"sqlite:///{target / DATABASE_NAME}") as database:
            return sentences.restored(await doubt_waiting_jobs(SqlJobStore(database)))


def _require_own_folder(settings: Settings) -> Path:
    if settings.database_url is not None or settings.media_url is not None:
        raise RequestRefused(sentences.backup_elsewhere())
    return settings.data_folder.resolve()
