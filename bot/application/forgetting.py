"""What forgets people and workspaces, with everything that remembers jobs beside the stores."""

import asyncio
from collections.abc import Sequence
from functools import partial

from pydantic import SecretStr

from adapters.kling.submitted_frames import SubmittedFrames
from bot.application.foundations import Foundations
from bot.application.operations import read_clock
from bot.application.video_service import frames_folder
from bot.job.job import Job
from bot.ports import MediaStore
from bot.retention.departure import Departure
from bot.retention.forgetting import PersonalStores, TraceCleaner
from bot.retention.release import FileRelease
from bot.settings import Settings
from storage.archive import SqlJobArchive
from storage.backup import DATABASE_NAME
from storage.database import Database
from storage.forgetting import SqlPersonStore
from storage.jobs import SqlJobStore
from storage.sqlite import empty_log
from storage.tenants import SqlTenantStore


def build_personal_stores(settings: Settings, *, database: Database, media: MediaStore) -> PersonalStores:
    """Return everything that knows of people; it may be used beside a running bot."""
    jobs, archive = SqlJobStore(database), SqlJobArchive(database)
    traces = [_build_frames_cleaner(settings)]
    if settings.database_url is not None:
        traces.append(_build_lives_cleaner(settings.database_url))
    return PersonalStores(
        jobs=jobs,
        people=SqlPersonStore(database),
        release=FileRelease(jobs=jobs, archive=archive, media=media),
        traces=traces,
    )


def build_departure(foundations: Foundations) -> Departure:
    """Return what forgets a workspace that took the bot out."""
    database = foundations.database
    stores = build_personal_stores(foundations.settings, database=database, media=foundations.media)
    return Departure(tenants=SqlTenantStore(database), stores=stores)


async def empty_logs(settings: Settings) -> None:
    """Leave nothing of deleted rows in the log of this machine's own database."""
    if settings.database_url is None:
        await asyncio.to_thread(empty_log, settings.data_folder.resolve() / DATABASE_NAME)


def _build_frames_cleaner(settings: Settings) -> TraceCleaner:
    frames = SubmittedFrames(frames_folder(settings), read_clock=read_clock)

    async def clean(ended: Sequence[Job]) -> None:
        for job in ended:
            await frames.forget(job.id)

    return clean


def _build_lives_cleaner(database_url: SecretStr) -> TraceCleaner:
    from bot.application.shared_engine import forget_shared_lives  # noqa: PLC0415  # for nobody who is alone; see there

    return partial(forget_shared_lives, database_url=database_url)
