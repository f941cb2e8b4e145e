"""The video service: the paid one where there is a key, else the embedded studio."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession
from pydantic import SecretStr

from adapters.kling.service import open_kling_service
from adapters.kling.settings import KlingSettings, paid_profile
from adapters.studio.child import StudioCommand, open_studio_child
from adapters.web.media_links import MediaLinks
from bot.application.keys import derive_key, derive_studio_key
from bot.ports import FrameMemory, MediaStore, VideoService
from bot.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """How the service gets to the pictures of a job."""

    media: MediaStore
    links: MediaLinks
    #: Where many processes share what was sent; None keeps it in the data folder.
    frames: FrameMemory | None = None


@asynccontextmanager
async def open_video_service(
    settings: Settings,
    *,
    secret: bytes,
    pictures: Pictures,
    require_life: Callable[[], None],
    runs_studio: bool,
) -> AsyncIterator[VideoService]:
    """Lend the paid service where there is a key, else a studio: our own, or that of another process.

    `require_life` raises when other processes may have taken this one's jobs over.
    """
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(ClientSession())
        own_url = await stack.enter_async_context(open_studio(settings, secret)) if runs_studio else None
        sign = None
        if settings.api_key is not None:
            kling = _build_paid_settings(settings, secret=secret)
            sign = pictures.links.signed_media_url if settings.public_base_url else None
        else:
            kling = KlingSettings.for_studio(
                base_url=(settings.studio_url or own_url or "").rstrip("/"),
                api_key=SecretStr(derive_studio_key(secret)),
                frames_folder=frames_folder(settings),
            )
        yield await stack.enter_async_context(
            open_kling_service(
                kling,
                media_store=pictures.media,
                session=session,
                sign_address=sign,
                frames=pictures.frames,
                require_life=require_life,
            )
        )


def open_studio(settings: Settings, secret: bytes) -> AbstractAsyncContextManager[str]:
    """Run a studio beside this process until the end of the block, and lend its address."""
    return open_studio_child(build_studio_command(settings, secret))


def _build_paid_settings(settings: Settings, *, secret: bytes) -> KlingSettings:
    return KlingSettings(
        api_key=settings.api_key or SecretStr(""),
        profile=paid_profile(),
        api_base_url=settings.api_base_url.rstrip("/"),
        files_base_url=settings.files_base_url.rstrip("/"),
        public_base_url=settings.public_base_url,
        frames_folder=frames_folder(settings),
        callback_secret=SecretStr(derive_key(secret, purpose="callbacks")),
    )


def build_studio_command(settings: Settings, secret: bytes) -> StudioCommand:
    """Return how this bot's own studio is started."""
    folder = settings.data_folder.resolve() / "studio"
    # What people gave is kept here too, and no longer than elsewhere in this bot.
    arguments = ["--data-folder", str(folder), "--ends-with-input", "--keep-hours", "24"]
    arguments += ["--host", settings.studio_host]
    if settings.studio_url:
        arguments += ["--public-url", settings.studio_url.rstrip("/")]
    if settings.studio_workers:
        arguments += ["--workers", str(settings.studio_workers)]
    environment = {
        **os.environ,
        "FLIPBOOK_STUDIO_KEY": derive_studio_key(secret),
        "FLIPBOOK_LOG_LEVEL": settings.log_level,
    }
    return StudioCommand(arguments=arguments, environment=environment, port=settings.studio_port)


def frames_folder(settings: Settings) -> Path:
    """Return where the client remembers which picture addresses it sent, so that a repeated submission is the same."""
    return settings.data_folder.resolve() / "frames"
