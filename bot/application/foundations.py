"""What is opened before anything runs and closed last."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.web.media_links import MediaLinks
from bot.application.video_service import open_video_service
from bot.media.worker_pool import WorkerPool, open_worker_pool
from bot.ports import MediaStore, VideoService
from bot.settings import Settings
from storage.database import Database, open_database
from storage.media_folder import MediaFolder
from storage.process_lock import hold_data_folder
from storage.secret_file import read_or_create_secret


@dataclass(frozen=True, kw_only=True)
class Foundations:
    """What is opened before anything runs: the data folder, the database, the stored media and the video service."""

    settings: Settings
    secret: bytes
    database: Database
    media: MediaStore
    links: MediaLinks
    service: VideoService
    pool: WorkerPool
    #: Holds files only while they are looked at.
    work_folder: Path


@asynccontextmanager
async def open_foundations(settings: Settings) -> AsyncIterator[Foundations]:
    """Open the data folder and the video service; raise `RequestRefused` when the folder is in use."""
    folder = settings.data_folder.resolve()
    async with AsyncExitStack() as stack:
        stack.enter_context(hold_data_folder(folder))
        secret = await asyncio.to_thread(read_or_create_secret, folder / "secret.key")
        database = await stack.enter_async_context(open_database(f"sqlite:///{folder / 'flipbook.db'}"))
        media = MediaFolder(folder / "media")
        await media.remove_leftovers()
        links = MediaLinks(secret, base_url=settings.public_base_url or "")
        work_folder = folder / "work"
        await asyncio.to_thread(_empty, work_folder)
        yield Foundations(
            settings=settings,
            secret=secret,
            database=database,
            media=media,
            links=links,
            service=await stack.enter_async_context(
                open_video_service(settings, secret=secret, media=media, links=links)
            ),
            pool=await stack.enter_async_context(open_worker_pool(workers=os.cpu_count() or 1)),
            work_folder=work_folder,
        )


def _empty(folder: Path) -> None:
    """Make a folder anew; what a killed process left in it was only being looked at."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
