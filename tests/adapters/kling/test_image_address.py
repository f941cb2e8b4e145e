from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession

from adapters.kling.files import FileClient
from adapters.kling.image_address import FileUpload, SignedAddress
from adapters.kling.settings import KlingSettings
from bot.errors import ServiceFailed
from tests.adapters.kling.builders import build_picture
from tests.fakes.media import MemoryMediaStore
from tests.servers.video_api_faults import answer_json
from tests.servers.video_api_state import Route, VideoApi


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def read(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def upload(settings: KlingSettings, session: ClientSession, media_store: MemoryMediaStore, clock: Clock) -> FileUpload:
    return FileUpload(FileClient(session, settings), media_store, read_clock=clock.read)


async def test_uploads_the_picture_from_the_media_store(api: VideoApi, upload: FileUpload) -> None:
    url = await upload.publish(build_picture())

    assert url == f"{api.base_url}/files/flipbook/day.png"
    assert api.files["flipbook/day.png"].content == b"day"


async def test_hands_the_same_address_out_again(api: VideoApi, upload: FileUpload) -> None:
    urls = {await upload.publish(build_picture()) for _ in range(3)}

    assert len(urls) == 1
    assert api.count(Route.UPLOAD_STREAM) == 1


async def test_uploads_each_picture_once(api: VideoApi, upload: FileUpload) -> None:
    day = await upload.publish(build_picture("day.png"))
    night = await upload.publish(build_picture("night.png"))

    assert day != night
    assert api.count(Route.UPLOAD_STREAM) == 2


async def test_uploads_anew_after_an_hour_to_the_same_address(api: VideoApi, upload: FileUpload, clock: Clock) -> None:
    before = await upload.publish(build_picture())
    clock.now += timedelta(hours=1, seconds=1)
    after = await upload.publish(build_picture())

    assert before == after
    assert api.count(Route.UPLOAD_STREAM) == 2


@pytest.mark.parametrize("expires_at", ["2001-01-01T00:00:00+08:00", "2001-01-01T00:00:00", "soon", None])
async def test_does_not_reuse_an_address_about_to_expire(
    api: VideoApi, upload: FileUpload, expires_at: str | None
) -> None:
    data = {"file_id": "file_1", "file_url": "https://files.example/day.png", "expires_at": expires_at}
    api.fail_always(Route.UPLOAD_STREAM, answer_json({"success": True, "data": data}))

    await upload.publish(build_picture())
    await upload.publish(build_picture())

    assert api.count(Route.UPLOAD_STREAM) == 2


async def test_a_new_process_leads_to_the_same_address(
    settings: KlingSettings, session: ClientSession, media_store: MemoryMediaStore, clock: Clock
) -> None:
    files = FileClient(session, settings)
    urls = {await FileUpload(files, media_store, read_clock=clock.read).publish(build_picture()) for _ in range(2)}

    assert len(urls) == 1


async def test_says_so_when_the_picture_is_gone(upload: FileUpload) -> None:
    with pytest.raises(ServiceFailed):
        await upload.publish(build_picture("gone.png"))


async def test_a_signed_address_needs_no_upload(api: VideoApi) -> None:
    address = SignedAddress(sign=lambda key: f"https://bot.example/media/{key}?signature=x")

    assert await address.publish(build_picture()) == "https://bot.example/media/day.png?signature=x"
    assert not api.calls
