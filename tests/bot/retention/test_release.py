"""Files while jobs begin, live again or are forgotten at the same moment."""

from dataclasses import replace

import pytest

from bot.errors import RequestRefused
from bot.job.job import Job, JobState, Video
from tests.bot.retention.stores import Stores
from tests.fakes.media import MemoryMediaStore


class WatchedMedia(MemoryMediaStore):
    """Looks at a job whenever a file goes."""

    def __init__(self) -> None:
        super().__init__()
        self.watched: tuple[Stores, Job] | None = None
        #: The video of the watched job, at each moment at which a file went.
        self.named: list[Video | None] = []

    async def delete(self, key: str) -> None:
        if self.watched is not None:
            stores, job = self.watched
            self.named.append(stores.jobs.jobs[job.id].video)
        await super().delete(key)


@pytest.fixture
def media() -> WatchedMedia:
    return WatchedMedia()


@pytest.fixture
def stores(media: WatchedMedia) -> Stores:
    return Stores(media=media)


def live_again(stores: Stores, job: Job) -> None:
    """Let an ended job live once more, as an operator may order."""
    stores.jobs.jobs[job.id] = replace(job, state=JobState.DELIVERING, attempt=2, finished_at=None)


async def test_a_video_is_named_no_more_when_it_goes(stores: Stores, media: WatchedMedia) -> None:
    job = await stores.keep("a", video="v.mp4")
    media.watched = stores, job

    assert await stores.release.drop_video(job)
    assert (media.named, media.contents) == ([None, None], {})


async def test_a_job_that_lives_again_keeps_its_files(stores: Stores) -> None:
    job = await stores.keep("a", picture="p.png", video="v.mp4")
    live_again(stores, job)

    dropped = (await stores.release.drop_pictures([job]), await stores.release.drop_video(job))

    assert dropped == (0, False)
    assert set(stores.media.contents) == {"p.png", "v.mp4", "v.mp4.jpg"}


async def test_a_job_that_lived_again_and_ended_keeps_its_new_video(stores: Stores) -> None:
    job = await stores.keep("a", video="v.mp4")
    stores.jobs.jobs[job.id] = replace(job, attempt=2)

    assert not await stores.release.drop_video(job)
    assert set(stores.media.contents) == {"v.mp4", "v.mp4.jpg"}


async def test_a_job_that_was_forgotten_meanwhile_is_left_alone(stores: Stores) -> None:
    job = await stores.keep("a", video="v.mp4")
    del stores.jobs.jobs[job.id]

    assert not await stores.release.drop_video(job)


async def test_a_re_roll_either_keeps_its_picture_or_is_refused(stores: Stores, media: WatchedMedia) -> None:
    job = await stores.keep("a", picture="p.png")
    early = replace(job, id="early", parent_id=job.id, take="early", state=JobState.QUEUED, finished_at=None)
    await stores.jobs.add(early)

    dropped = await stores.release.drop_pictures([job])
    with pytest.raises(RequestRefused, match="picture of this video was deleted"):
        await stores.jobs.add(replace(early, id="late", take="late"))

    assert (dropped, set(media.contents), set(stores.jobs.jobs)) == (0, {"p.png"}, {job.id, "early"})


async def test_a_picture_that_two_old_jobs_share_goes_with_the_second(stores: Stores) -> None:
    jobs = [await stores.keep(name, picture="p.png") for name in "ab"]

    dropped = [await stores.release.drop_pictures([job]) for job in jobs]

    assert (dropped, stores.media.contents) == ([0, 1], {})
