"""The video service: the paid one where there is a key, else the embedded studio."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession
from pydantic import SecretStr

from adapters.kling.service import open_kling_service
from adapters.kling.settings import KlingSettings, paid_profile
from adapters.studio.child import StudioCommand, open_studio_child
from adapters.web.media_links import MediaLinks
from bot.application.keys import derive_key, derive_studio_key
from bot.ports import MediaStore, VideoService
from bot.settings import Settings


@asynccontextmanager
async def open_video_service(
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
                base_url=base_url, api_key=SecretStr(derive_studio_key(secret)), frames_folder=_frames_folder(settings)
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
        callback_secret=SecretStr(derive_key(secret, purpose="callbacks")),
    )


def _build_studio_command(settings: Settings, secret: bytes) -> StudioCommand:
    folder = settings.data_folder.resolve() / "studio"
    arguments = ["--data-folder", str(folder), "--ends-with-input"]
    if settings.studio_workers:
        arguments += ["--workers", str(settings.studio_workers)]
    environment = {
        **os.environ,
        "FLIPBOOK_STUDIO_KEY": derive_studio_key(secret),
        "FLIPBOOK_LOG_LEVEL": settings.log_level,
    }
    return StudioCommand(arguments=arguments, environment=environment, port=settings.studio_port)


def _frames_folder(settings: Settings) -> Path:
    """Return where the client remembers which picture addresses it sent, so that a repeated submission is the same."""
    return settings.data_folder.resolve() / "frames"
