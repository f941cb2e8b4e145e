"""The composition root: the one file that sees every room. It opens, wires and closes; it decides nothing."""

import asyncio
import hashlib
import hmac
import os
import shutil
import signal
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import ClientSession, web
from pydantic import SecretStr

from adapters.discord.app import DiscordParts, open_discord
from adapters.discord.connection import DiscordConnection
from adapters.discord.doctor import examine_discord
from adapters.discord.platform import DiscordPlatform
from adapters.discord.video_post import VideoPosting
from adapters.kling.callback import callback_routes
from adapters.kling.service import open_kling_service
from adapters.kling.settings import KlingSettings, paid_profile
from adapters.studio.child import StudioCommand, open_studio_child
from adapters.terminal.ending import Ending
from adapters.terminal.job_folder import JobFolder
from adapters.terminal.order import AnimateOrder
from adapters.terminal.screen import Screen
from adapters.terminal.visit import AnimateVisit
from adapters.web.app import WebParts, build_web_app
from adapters.web.conversations import Conversations
from adapters.web.guard import LOOPBACK_HOSTS
from adapters.web.media_links import MediaLinks
from adapters.web.platform import WebPlatform
from bot.checkup import Finding
from bot.help import build_help
from bot.job.actions import JobActions
from bot.job.announcer import Announcer
from bot.job.collector import VideoCollector
from bot.job.delivery import Delivery
from bot.job.ending import JobEnding
from bot.job.engine import EngineLimits, open_engine
from bot.job.frames import FramePreparation
from bot.job.life import JobLife
from bot.job.relay import open_relay
from bot.job.resources import JobResources
from bot.job.service import JobService
from bot.job.starter import JobStarter
from bot.job.submission import Submission
from bot.job.viewer import JobViewer
from bot.media.picture_intake import PictureIntake
from bot.media.video_file import VideoFiles
from bot.media.worker_pool import WorkerPool, open_worker_pool
from bot.messages import discord as discord_sentences
from bot.notifier import Notifier
from bot.ports import ChatPlatform, MediaStore, NotificationStore, VideoService
from bot.settings import Settings
from storage.conversations import SqlConversationStore
from storage.database import Database, open_database
from storage.engine_database import build_engine_database
from storage.jobs import SqlJobStore
from storage.media_folder import MediaFolder
from storage.notifications import SqlNotificationStore
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


@dataclass(frozen=True, kw_only=True)
class DiscordSide:
    """What posts to Discord, before anybody can ask for anything there."""

    connection: DiscordConnection
    videos: VideoPosting
    platform: DiscordPlatform


@dataclass(frozen=True, kw_only=True)
class Core:
    """The running core."""

    jobs: JobService
    notifier: Notifier
    frames: FramePreparation
    #: Ends the wait of whoever watches a job.
    wake: Callable[[str], None]


async def run_bot(settings: Settings, *, announce: Callable[[str], None]) -> None:
    """Run the chat page and everything behind it until the process is told to stop.

    `announce` is called with the page's address once it can be opened.
    """
    stopped = listen_for_stop()
    async with open_foundations(settings) as foundations:
        conversations = Conversations(SqlConversationStore(foundations.database))
        await conversations.open()
        web_platform = WebPlatform(conversations)
        platforms: dict[str, ChatPlatform] = {web_platform.name: web_platform}
        discord = build_discord(foundations)
        if discord is not None:
            platforms[discord.platform.name] = discord.platform
        async with AsyncExitStack() as stack:
            core = await stack.enter_async_context(open_core(foundations, platforms=platforms))
            if discord is not None:
                await stack.enter_async_context(open_discord(build_discord_parts(discord, foundations, core)))
            announce(await stack.enter_async_context(serve_chat(foundations, core, conversations=conversations)))
            await stopped.wait()


async def run_doctor(settings: Settings) -> Sequence[Finding]:
    """Look at everything that is set up outside of this machine; nothing is changed."""
    if settings.discord_token is None:
        return (Finding(is_good=True, sentence=discord_sentences.switched_off()),)
    return await examine_discord(settings.discord_token)


async def run_animate(order: AnimateOrder, settings: Settings, *, screen: Screen) -> Ending:
    """Make one video for whoever sits at the terminal, in a data folder that belongs to this job alone."""
    async with open_foundations(settings) as foundations:
        visit = AnimateVisit(
            order,
            service=foundations.service,
            media=foundations.media,
            folder=JobFolder(path=settings.data_folder),
            screen=screen,
        )
        declined = await visit.agree_on_price()
        if declined is not None:
            return declined
        async with open_core(foundations, platforms={visit.platform.name: visit.platform}) as core:
            return await visit.run(core.jobs)


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
            service=await stack.enter_async_context(_open_service(settings, secret=secret, media=media, links=links)),
            pool=await stack.enter_async_context(open_worker_pool(workers=os.cpu_count() or 1)),
            work_folder=work_folder,
        )


@asynccontextmanager
async def open_core(foundations: Foundations, *, platforms: Mapping[str, ChatPlatform]) -> AsyncIterator[Core]:
    """Start the jobs' machinery and take up what an earlier life of this process left unfinished."""
    settings, media = foundations.settings, foundations.media
    jobs = SqlJobStore(foundations.database)
    rules: NotificationStore = SqlNotificationStore(foundations.database)
    resources = JobResources(jobs=jobs, service=foundations.service, platforms=platforms, clock=read_clock)
    async with AsyncExitStack() as stack:
        videos = VideoFiles(pool=foundations.pool)
        frames = FramePreparation(
            intake=PictureIntake(pool=foundations.pool),
            videos=videos,
            media=media,
            jobs=jobs,
            work_folder=foundations.work_folder,
        )
        relay = await stack.enter_async_context(
            open_relay(jobs=jobs, platforms=platforms, draw=JobViewer(resources).draw)
        )
        ending = JobEnding(resources, relay=relay, announcer=Announcer(rules=rules, platforms=platforms))
        collector = VideoCollector(
            service=foundations.service, files=videos, media=media, work_folder=foundations.work_folder
        )
        life = JobLife(
            jobs,
            submission=Submission(resources, relay=relay, ending=ending),
            delivery=Delivery(resources, collector=collector, relay=relay, ending=ending),
            ending=ending,
        )
        engine_database = build_engine_database(settings.data_folder.resolve() / "engine.db")
        stack.callback(engine_database.dispose)
        limits = EngineLimits(running=settings.most_running, running_per_person=settings.most_running_per_person)
        engine = await stack.enter_async_context(open_engine(life, database=engine_database, limits=limits))
        starter = JobStarter(jobs=jobs, relay=relay, engine=engine, clock=read_clock)
        service = JobService(
            jobs=jobs,
            service=foundations.service,
            frames=frames,
            starter=starter,
            actions=JobActions(resources, relay=relay, starter=starter, media=media),
            most_per_person=settings.most_unfinished_per_person,
        )
        await service.resume()
        notifier = Notifier(rules=rules, platforms=platforms, clock=read_clock)
        yield Core(jobs=service, notifier=notifier, frames=frames, wake=resources.wakeups.wake)


@asynccontextmanager
async def serve_chat(foundations: Foundations, core: Core, *, conversations: Conversations) -> AsyncIterator[str]:
    """Serve the chat page, stored media and the callback receiver; lend the page's address."""
    settings = foundations.settings
    parts = WebParts(
        jobs=core.jobs,
        notify=core.notifier.obey,
        help_text=build_help(),
        conversations=conversations,
        media=foundations.media,
        take_picture=core.frames.take_picture,
        links=MediaLinks(foundations.secret),
        secret=foundations.secret,
        upload_folder=foundations.work_folder,
        hosts=_allowed_hosts(settings),
    )
    app = build_web_app(parts)
    app.add_routes(callback_routes(_derive(foundations.secret, purpose="callbacks").encode(), core.wake))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        await site.start()
        port = runner.addresses[0][1]
        yield f"http://{settings.host}:{port}"
    finally:
        await runner.cleanup()


def build_discord(foundations: Foundations) -> DiscordSide | None:
    """Build what posts to Discord where there is a token."""
    settings = foundations.settings
    if settings.discord_token is None:
        return None
    connection = DiscordConnection(settings.discord_token)
    videos = VideoPosting(
        media=foundations.media,
        shrinker=VideoFiles(pool=foundations.pool),
        work_folder=foundations.work_folder,
        link=foundations.links.signed_media_url if settings.public_base_url else None,
    )
    platform = DiscordPlatform(connection, media=foundations.media, videos=videos)
    return DiscordSide(connection=connection, videos=videos, platform=platform)


def build_discord_parts(discord: DiscordSide, foundations: Foundations, core: Core) -> DiscordParts:
    """Return what the Discord bot works with once the core runs."""
    return DiscordParts(
        connection=discord.connection,
        videos=discord.videos,
        jobs=core.jobs,
        notify=core.notifier.obey,
        help_text=build_help(),
        command_memory=foundations.settings.data_folder.resolve() / "discord_commands",
    )


def read_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


def listen_for_stop() -> asyncio.Event:
    """Return an event that is set when the process is asked to stop, however early that is."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped


def _empty(folder: Path) -> None:
    """Make a folder anew; what a killed process left in it was only being looked at."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


@asynccontextmanager
async def _open_service(
    settings: Settings, *, secret: bytes, media: MediaStore, links: MediaLinks
) -> AsyncIterator[VideoService]:
    """Lend the paid service where there is a key, else the embedded studio."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        if settings.api_key is not None:
            kling = _build_paid_settings(settings, secret=secret)
            sign = links.signed_media_url if settings.public_base_url else None
        else:
            base_url = await stack.enter_async_context(open_studio_child(_build_studio_command(settings, secret)))
            kling = KlingSettings.for_studio(
                base_url=base_url, api_key=SecretStr(_studio_key(secret)), frames_folder=_frames_folder(settings)
            )
            sign = None
        yield await stack.enter_async_context(
            open_kling_service(kling, media_store=media, session=session, sign_address=sign)
        )


def _build_paid_settings(settings: Settings, *, secret: bytes) -> KlingSettings:
    return KlingSettings(
        api_key=settings.api_key or SecretStr(""),
        profile=paid_profile(),
        api_base_url=settings.api_base_url.rstrip("/"),
        files_base_url=settings.files_base_url.rstrip("/"),
        public_base_url=settings.public_base_url,
        frames_folder=_frames_folder(settings),
        callback_secret=SecretStr(_derive(secret, purpose="callbacks")),
    )


def _build_studio_command(settings: Settings, secret: bytes) -> StudioCommand:
    folder = settings.data_folder.resolve() / "studio"
    arguments = ["--data-folder", str(folder), "--ends-with-input"]
    if settings.studio_workers:
        arguments += ["--workers", str(settings.studio_workers)]
    environment = {
        **os.environ,
        "FLIPBOOK_STUDIO_KEY": _studio_key(secret),
        "FLIPBOOK_LOG_LEVEL": settings.log_level,
    }
    return StudioCommand(arguments=arguments, environment=environment, port=settings.studio_port)


def _frames_folder(settings: Settings) -> Path:
    """Return where the client remembers which picture addresses it sent, so that a repeated submission is the same."""
    return settings.data_folder.resolve() / "frames"


def _studio_key(secret: bytes) -> str:
    """Derive the key under which this bot's own studio knows it; it never leaves the machine."""
    return f"sk-{_derive(secret, purpose='studio key')}"


def _derive(secret: bytes, *, purpose: str) -> str:
    """Return a secret of its own for one purpose, from which the others cannot be told."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).hexdigest()


def _allowed_hosts(settings: Settings) -> frozenset[str]:
    named = {host.strip() for host in settings.allowed_hosts.split(",") if host.strip()}
    if settings.public_base_url:
        named.add(urlsplit(settings.public_base_url).hostname or "")
    return frozenset({*LOOPBACK_HOSTS, settings.host, *named})
