"""What is opened before anything runs and closed last."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from adapters.web.media_links import MediaLinks
from adapters.web.metrics import PrometheusMeter
from bot.application.media import open_media
from bot.application.parts import Part, choose_parts
from bot.application.sharing import Sharing, open_sharing, read_shared_address, read_shared_secret, require_shareable
from bot.application.video_service import Pictures, open_video_service
from bot.media.media_workers import open_media_workers
from bot.media.worker_pool import WorkerPool
from bot.ports import FrameMemory, MediaStore, VideoService
from bot.settings import Settings
from storage.database import Database, open_database
from storage.process_lock import hold_data_folder
from storage.secret_file import read_or_create_secret
from storage.submitted_frames import SqlFrameMemory


@dataclass(frozen=True, kw_only=True)
class Foundations:
    """What is opened before anything runs: the data folder, the database, the stored media and the video service."""

    settings: Settings
    #: What this process runs.
    parts: frozenset[Part]
    secret: bytes
    database: Database
    #: None where one process works alone.
    sharing: Sharing | None
    #: Raises `ServiceBusy` when another process may have taken this one's jobs over.
    require_life: Callable[[], None]
    media: MediaStore
    links: MediaLinks
    service: VideoService
    pool: WorkerPool
    #: Holds files only while they are looked at.
    work_folder: Path
    meter: PrometheusMeter = field(default_factory=PrometheusMeter)


@asynccontextmanager
async def open_foundations(settings: Settings) -> AsyncIterator[Foundations]:
    """Open the data folder and the video service; raise `RequestRefused` when the folder is in use."""
    folder = settings.data_folder.resolve()
    parts = choose_parts(settings)
    async with AsyncExitStack() as stack:
        stack.enter_context(hold_data_folder(folder))
        secret = await asyncio.to_thread(read_secret, settings)
        work_folder = folder / "work"
        await asyncio.to_thread(_empty, work_folder)
        media = await open_media(settings, folder=folder, work_folder=work_folder)
        links = MediaLinks(secret, base_url=settings.public_base_url or "")
        database, sharing = await stack.enter_async_context(_open_database(settings, folder=folder, secret=secret))
        require_life = _always if sharing is None else sharing.lease.require
        yield Foundations(
            settings=settings,
            parts=parts,
            secret=secret,
            database=database,
            sharing=sharing,
            require_life=require_life,
            media=media,
            links=links,
            service=await stack.enter_async_context(
                open_video_service(
                    settings,
                    secret=secret,
                    pictures=Pictures(media=media, links=links, frames=_remember_frames(database, sharing)),
                    require_life=require_life,
                    runs_studio=Part.STUDIO in parts,
                )
            ),
            pool=await stack.enter_async_context(open_media_workers(workers=os.cpu_count() or 1)),
            work_folder=work_folder,
        )


@asynccontextmanager
async def _open_database(
    settings: Settings, *, folder: Path, secret: bytes
) -> AsyncIterator[tuple[Database, Sharing | None]]:
    """Lend the shared database and this process's place at it, or else the database of this process alone."""
    async with AsyncExitStack() as stack:
        if settings.database_url is None:
            yield await stack.enter_async_context(open_database(f"sqlite:///{folder / 'flipbook.db'}")), None
            return
        address = read_shared_address(settings.database_url)
        require_shareable(settings)
        database = await stack.enter_async_context(open_database(address))
        sharing = open_sharing(settings, address=address, secret=secret, database=database)
        yield database, await stack.enter_async_context(sharing)


def read_secret(settings: Settings) -> bytes:
    """Return the secret that all processes share, or else that of the data folder, made on first use; blocks."""
    shared = read_shared_secret(settings)
    if shared is not None:
        return shared
    return read_or_create_secret(settings.data_folder.resolve() / "secret.key")


def _remember_frames(database: Database, sharing: Sharing | None) -> FrameMemory | None:
    return None if sharing is None else SqlFrameMemory(database, read_clock=lambda: datetime.now(UTC))


def _always() -> None:
    """Stand for a process that no other could take for dead."""


def _empty(folder: Path) -> None:
    """Make a folder anew; what a killed process left in it was only being looked at."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
