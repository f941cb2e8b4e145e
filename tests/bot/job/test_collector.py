import asyncio
from pathlib import Path

import pytest

from bot.errors import ServiceBusy, ServiceFailed
from bot.job.collector import VideoCollector, VideoNotStored
from bot.job.job import Video
from tests.bot.job.crash import VICTIM, Crash
from tests.bot.job.world import World
from tests.fakes.video_service import RESULT_URL, VIDEO, Call


@pytest.fixture
def collector(world: World, tmp_path: Path) -> VideoCollector:
    return VideoCollector(service=world.service, files=world.videos, media=world.media, work_folder=tmp_path)


async def collect(collector: VideoCollector) -> Video:
    """Bring a video and store it."""
    async with collector.open_arrival(RESULT_URL) as arrival:
        await collector.store(arrival)
        return arrival.video


async def test_stores_the_video_without_waiting_for_its_poster(world: World, collector: VideoCollector) -> None:
    video = await collect(collector)

    assert world.media.contents == {video.key: VIDEO}
    assert (video.width, video.height, video.duration_seconds, video.has_sound) == (1280, 720, 5.0, False)
    assert (Path(video.key).suffix, video.poster_key) == (".mp4", "")


async def test_lends_the_bytes_before_they_are_stored(world: World, collector: VideoCollector) -> None:
    async with collector.open_arrival(RESULT_URL) as arrival:
        lent = await asyncio.to_thread(arrival.file.read_bytes)

    assert (lent, world.media.contents) == (VIDEO, {})


async def test_adds_a_poster(world: World, collector: VideoCollector) -> None:
    video = await collector.add_poster(await collect(collector))

    assert world.media.contents == {video.key: VIDEO, video.poster_key: b"poster of " + VIDEO}
    assert Path(video.poster_key).suffix == ".jpg"


async def test_a_video_without_a_poster_is_still_a_video(world: World, collector: VideoCollector) -> None:
    video = await collect(collector)
    await world.media.delete(video.key)

    assert await collector.add_poster(video) == video


async def test_nothing_stays_of_a_video_that_is_damaged(
    world: World, collector: VideoCollector, tmp_path: Path
) -> None:
    world.videos.fault = ServiceFailed("Broken.", code="video_damaged")
    with pytest.raises(ServiceFailed, match="Broken"):
        await collect(collector)

    assert world.media.contents == {}
    assert _list(tmp_path) == []


@pytest.mark.parametrize("error", [ServiceBusy("Busy."), ServiceFailed("Gone.", code="gone")])
async def test_a_download_that_fails_leaves_nothing_behind(
    world: World, collector: VideoCollector, tmp_path: Path, error: ServiceFailed
) -> None:
    world.service.fail_next(Call.DOWNLOAD, error)
    with pytest.raises(type(error)):
        await collect(collector)

    assert world.media.contents == {}
    assert _list(tmp_path) == []


async def test_nothing_stays_in_the_work_folder(collector: VideoCollector, tmp_path: Path) -> None:
    await collect(collector)

    assert _list(tmp_path) == []


async def test_a_full_disk_does_not_lose_a_video(world: World, collector: VideoCollector) -> None:
    Crash(moment=1, error=ServiceFailed("Full.", code="storage_full")).watch_storage(world)
    asyncio.current_task().set_name(VICTIM)  # type: ignore[union-attr] # a test runs in a task
    with pytest.raises(VideoNotStored, match="Full"):
        await collect(collector)


def _list(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]
