"""Puts a studio together from its settings: loads what is on disk and hands every part what it works with."""

import asyncio
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession

from adapters.studio.account import Accounts
from adapters.studio.address_guard import AddressGuard
from adapters.studio.admission import Admission
from adapters.studio.background import Background
from adapters.studio.callback import CallbackSender
from adapters.studio.clock import Clock
from adapters.studio.download import Downloader
from adapters.studio.element import Element, Elements
from adapters.studio.json_folder import JsonFolder
from adapters.studio.ledger import FoldedSpending, Ledger
from adapters.studio.order_reader import OrderReader
from adapters.studio.pace import Pace, PaceRecord
from adapters.studio.picture_source import PictureSource
from adapters.studio.production import Production, Workshop
from adapters.studio.rate_limit import RateLimit
from adapters.studio.render_order import Render
from adapters.studio.render_pool import RenderPool
from adapters.studio.settings import StudioSettings
from adapters.studio.studio import Studio
from adapters.studio.sweeper import Sweeper
from adapters.studio.task import Task
from adapters.studio.task_register import TaskRegister
from adapters.studio.upload import Upload, Uploads
from adapters.studio.work_order import OrderDesk


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a studio is given by whoever opens it; all of it outlives the studio."""

    settings: StudioSettings
    render: Render | None
    clock: Clock
    guard: AddressGuard
    session: ClientSession
    pool: RenderPool
    background: Background


def count_places(settings: StudioSettings) -> int:
    """Return how many renders run at once: what was asked for, but never more than there are cores."""
    return max(1, min(settings.workers, os.cpu_count() or 1))


async def assemble_studio(given: Surroundings) -> Studio:
    """Return a studio with everything loaded and nothing begun."""
    folder = given.settings.data_dir
    await asyncio.to_thread(_prepare_folders, folder)
    ledger = Ledger()
    register = TaskRegister(
        ledger,
        tasks=JsonFolder(folder / "tasks", Task),
        folded=JsonFolder(folder / "accounts", FoldedSpending),
    )
    uploads = Uploads(
        JsonFolder(folder / "upload-records", Upload),
        folder / "uploads",
        clock=given.clock,
        lifetime_seconds=given.settings.lifetimes.upload_seconds,
    )
    elements = Elements(JsonFolder(folder / "element-records", Element), folder / "elements")
    pace = Pace(JsonFolder(folder / "pace", PaceRecord))
    for part in (register, uploads, elements, pace):
        await part.load()
    desk = _build_desk(given, uploads, elements)
    production = Production(_build_workshop(given, register, desk=desk, pace=pace))
    accounts = Accounts(given.settings.keys, ledger)
    limits = given.settings.limits
    return Studio(
        settings=given.settings,
        accounts=accounts,
        register=register,
        production=production,
        admission=Admission(
            reader=OrderReader(generation=given.settings.generation, elements=elements, guard=given.guard),
            accounts=accounts,
            register=register,
            production=production,
            rate_limit=RateLimit(limits.submissions_per_minute, given.clock),
            limits=limits,
            clock=given.clock,
        ),
        uploads=uploads,
        desk=desk,
        downloader=desk.pictures.downloader,
        call_limit=RateLimit(limits.calls_per_minute, given.clock),
        clock=given.clock,
    )


def build_sweeper(studio: Studio) -> Sweeper:
    """Return the sweeper of an assembled studio."""
    return Sweeper(
        register=studio.register,
        uploads=studio.uploads,
        results_folder=studio.desk.results_folder,
        lifetimes=studio.settings.lifetimes,
        clock=studio.clock,
    )


def _build_desk(given: Surroundings, uploads: Uploads, elements: Elements) -> OrderDesk:
    downloader = Downloader(guard=given.guard, session=given.session)
    return OrderDesk(
        pictures=PictureSource(uploads=uploads, downloader=downloader),
        elements=elements,
        results_folder=given.settings.data_dir / "results",
        render=given.render,
        animatic_mark=given.settings.animatic_mark,
    )


def _build_workshop(given: Surroundings, register: TaskRegister, *, desk: OrderDesk, pace: Pace) -> Workshop:
    return Workshop(
        register=register,
        desk=desk,
        pool=given.pool,
        pace=pace,
        callbacks=CallbackSender(
            guard=given.guard,
            session=given.session,
            retry_seconds=given.settings.callback_retry_seconds,
        ),
        background=given.background,
        work_folder=given.settings.data_dir / "work",
        places=count_places(given.settings),
        credit_unit=given.settings.credit_unit,
        clock=given.clock,
    )


def _prepare_folders(folder: Path) -> None:
    (folder / "results").mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "work", ignore_errors=True)
