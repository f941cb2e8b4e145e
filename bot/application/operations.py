"""What keeps the books, cleans up and shows the inside of a running bot, built on the foundations."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

from aiohttp import web

from adapters.web.guard import add_security_headers
from adapters.web.health import HealthPage
from adapters.web.metrics import MetricsPage
from bot.application.core import Core
from bot.application.foundations import Foundations
from bot.application.parts import Part as ProcessPart
from bot.health import Health, Part
from bot.metrics.loop_lag import keep_timing
from bot.metrics.meter import Census
from bot.operations.clerk import Clerk, keep_working
from bot.retention.schedule import keep_sweeping
from bot.retention.sweep import KeepingTimes, Sweeper
from bot.settings import Settings
from bot.supervisor import Supervisor
from bot.tasks import running
from bot.watchdog import watching_loop
from storage.archive import SqlJobArchive
from storage.census import SqlCensus
from storage.jobs import SqlJobStore
from storage.orders import SqlOrderStore

#: Asking the video service or the object store costs a call; what was said is believed for so long.
_SERVICE_FRESH_SECONDS = 60.0
_MEDIA_FRESH_SECONDS = 5.0
_GIGABYTE = 1_000_000_000


@asynccontextmanager
async def operating(foundations: Foundations, core: Core, *, supervisor: Supervisor) -> AsyncIterator[None]:
    """Watch the loop, and clean up and take orders where jobs are run, for as long as this block runs."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(watching_loop(supervisor))
        await stack.enter_async_context(running(keep_timing(foundations.meter), name="loop lag"))
        if ProcessPart.WORKER in foundations.parts:
            sweeper = build_sweeper(foundations, core)
            await stack.enter_async_context(running(keep_sweeping(sweeper, clock=read_clock), name="retention"))
            clerk = Clerk(SqlOrderStore(foundations.database), desk=core.operator, clock=read_clock)
            await stack.enter_async_context(running(keep_working(clerk), name="operator orders"))
        yield


def build_sweeper(foundations: Foundations, core: Core) -> Sweeper:
    """Return what deletes on time."""
    return Sweeper(
        jobs=SqlJobStore(foundations.database),
        archive=SqlJobArchive(foundations.database),
        media=foundations.media,
        times=build_keeping_times(foundations.settings),
        clean_history=core.engine.forget_ended,
    )


def build_keeping_times(settings: Settings) -> KeepingTimes:
    """Return how long and how much the operator wants to keep; 0 stands for ever and for any amount."""
    return KeepingTimes(
        videos=timedelta(days=settings.keep_videos_days) if settings.keep_videos_days else None,
        rows=timedelta(days=settings.keep_history_days) if settings.keep_history_days else None,
        most_bytes=round(settings.most_storage_gigabytes * _GIGABYTE) if settings.most_storage_gigabytes else None,
    )


def build_health(foundations: Foundations, core: Core, *, platforms: Sequence[Part]) -> Health:
    """Return what examines the database, the engine, the media store, the video service and these platforms."""
    census = SqlCensus(foundations.database)

    async def reach_database() -> bool:
        await census.ping()
        return True

    async def reach_service() -> bool:
        await foundations.service.find_tasks(since=read_clock())
        return True

    return Health(
        [
            Part(name="database", probe=reach_database, is_required=True),
            Part(name="engine", probe=core.engine.answers, is_required=True),
            Part(
                name="media store",
                probe=foundations.media.answers,
                is_required=True,
                fresh_seconds=_MEDIA_FRESH_SECONDS,
            ),
            Part(name="video service", probe=reach_service, fresh_seconds=_SERVICE_FRESH_SECONDS),
            *platforms,
        ]
    )


def build_platform_part(name: str, is_connected: Callable[[], bool]) -> Part:
    """Return the part of a chat platform that can tell whether it is connected."""

    async def probe() -> bool:
        return is_connected()

    return Part(name=name, probe=probe)


def build_operations_routes(
    foundations: Foundations, core: Core, *, platforms: Sequence[Part] = ()
) -> list[web.RouteDef]:
    """Return `/healthz`, `/readyz` and `/metrics`."""
    census = SqlCensus(foundations.database)

    async def read_census() -> Census:
        return await census.read(now=read_clock())

    metrics = MetricsPage(foundations.meter, read_census=read_census, token=foundations.settings.metrics_token)
    return [*HealthPage(build_health(foundations, core, platforms=platforms)).routes(), *metrics.routes()]


@asynccontextmanager
async def serve_operations(settings: Settings, routes: Sequence[web.RouteDef]) -> AsyncIterator[None]:
    """Serve these routes alone, where there is a port for them; for processes that serve no chat page."""
    if settings.operations_port is None:
        yield
        return
    app = web.Application()
    app.add_routes(routes)
    app.on_response_prepare.append(add_security_headers)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.operations_port).start()
        yield
    finally:
        await runner.cleanup()


def read_clock() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)
