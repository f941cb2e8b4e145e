"""What the tests of the client share: a local server, settings that never pause, and small values."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from adapters.kling.service import KlingService, open_kling_service
from adapters.kling.settings import KlingLimits, KlingSettings
from tests.adapters.kling.builders import PICTURE, build_settings
from tests.fakes.media import MemoryMediaStore
from tests.servers.video_api import run_video_api
from tests.servers.video_api_state import VideoApi


@pytest.fixture
async def api() -> AsyncIterator[VideoApi]:
    async with run_video_api() as api:
        yield api


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def settings(api: VideoApi) -> KlingSettings:
    return build_settings(api)


@pytest.fixture
def limits(settings: KlingSettings) -> KlingLimits:
    return settings.limits


@pytest.fixture
def media_store() -> MemoryMediaStore:
    store = MemoryMediaStore()
    store.contents = {"day.png": b"day", "night.png": b"night"}
    return store


@pytest.fixture
async def service(
    settings: KlingSettings, session: ClientSession, media_store: MemoryMediaStore
) -> AsyncIterator[KlingService]:
    async with open_kling_service(settings, media_store=media_store, session=session) as service:
        yield service


@pytest.fixture
def picture_file(tmp_path: Path) -> Path:
    file = tmp_path / "day.png"
    file.write_bytes(PICTURE)
    return file
