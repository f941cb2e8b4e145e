from dataclasses import replace
from datetime import timedelta

import pytest

from bot.job.job import JobState
from tests.bot.retention.stores import FILE_BYTES, Stores
from tests.contracts.samples import NOON, after_noon, build_channel, build_message

DAY = timedelta(days=1)
MOMENT = timedelta(seconds=1)


@pytest.fixture
def stores() -> Stores:
    return Stores()


async def test_pictures_go_a_day_after_the_job_ended(stores: Stores) -> None:
    job = await stores.keep("a", picture="p.png", video="v.mp4")

    early, late = await stores.sweep(DAY), await stores.sweep(DAY + MOMENT)

    assert (early.pictures, late.pictures) == (0, 1)
    assert set(stores.media.contents) == {"v.mp4", "v.mp4.jpg"}
    assert not stores.jobs.jobs[job.id].are_pictures_kept


@pytest.mark.parametrize("state", [state for state in JobState if not state.is_final])
async def test_no_file_of_a_running_job_is_ever_deleted(stores: Stores, state: JobState) -> None:
    await stores.keep("a", picture="p.png", video="v.mp4", state=state, finished_at=None)

    await stores.sweep(1000 * DAY, videos=DAY, rows=DAY, most_bytes=0)

    assert set(stores.media.contents) == {"p.png", "v.mp4", "v.mp4.jpg"}
    assert len(stores.jobs.jobs) == 1


async def test_a_picture_stays_while_a_re_roll_of_it_runs(stores: Stores) -> None:
    await stores.keep("a", picture="p.png")
    take = await stores.keep("b", picture="p.png", state=JobState.RENDERING, finished_at=None)
    await stores.sweep(2 * DAY)
    before = set(stores.media.contents)
    stores.jobs.jobs[take.id] = replace(take, state=JobState.DONE, finished_at=NOON + DAY)

    await stores.sweep(2 * DAY + MOMENT)

    assert (before, set(stores.media.contents)) == ({"p.png"}, set())


async def test_videos_go_after_their_time(stores: Stores) -> None:
    job = await stores.keep("a", video="v.mp4")

    early, late = await stores.sweep(30 * DAY, videos=30 * DAY), await stores.sweep(31 * DAY, videos=30 * DAY)

    assert (early.videos, late.videos) == (0, 1)
    assert stores.media.contents == {}
    assert stores.jobs.jobs[job.id].video is None


async def test_a_video_that_is_being_continued_stays(stores: Stores) -> None:
    job = await stores.keep("a", video="v.mp4")
    await stores.keep("b", parent_id=job.id, state=JobState.QUEUED, finished_at=None)

    await stores.sweep(31 * DAY, videos=DAY, rows=DAY, most_bytes=0)

    assert set(stores.media.contents) == {"v.mp4", "v.mp4.jpg"}
    assert job.id in stores.jobs.jobs


async def test_without_settings_videos_and_rows_stay(stores: Stores) -> None:
    await stores.keep("a", video="v.mp4")

    await stores.sweep(1000 * DAY)

    assert len(stores.media.contents) == 2
    assert len(stores.jobs.jobs) == 1


async def test_rows_go_with_everything_that_they_name(stores: Stores) -> None:
    await stores.keep("a", picture="p.png", video="v.mp4")
    await stores.conversations.add_channel(build_channel("general"))
    for text in ("old", "newest"):
        await stores.conversations.post(build_message(text))

    swept = await stores.sweep(31 * DAY, rows=30 * DAY)

    assert swept.rows == 2
    assert (stores.jobs.jobs, stores.media.contents) == ({}, {})
    assert [message.text for message in stores.conversations.messages.values()] == ["newest"]


async def test_the_oldest_videos_make_room(stores: Stores) -> None:
    for number in range(4):
        await stores.keep(f"{number}", video=f"{number}.mp4", finished_at=after_noon(number))

    await stores.sweep(MOMENT * 60, most_bytes=5 * FILE_BYTES)

    assert set(stores.media.contents) == {"2.mp4", "2.mp4.jpg", "3.mp4", "3.mp4.jpg"}


async def test_what_a_crash_left_behind_goes_after_a_day(stores: Stores) -> None:
    stores.save("orphan.png")
    stores.save("upload.png", at=NOON + DAY)
    await stores.conversations.add_channel(build_channel("general"))
    stores.save("posted.png")
    await stores.conversations.post(build_message("look", body={"pictures": [{"key": "posted.png"}]}))

    swept = await stores.sweep(DAY + MOMENT)

    assert swept.orphans == 1
    assert set(stores.media.contents) == {"upload.png", "posted.png"}


async def test_orphans_count_for_the_room_that_is_made(stores: Stores) -> None:
    stores.save("orphan.png")
    await stores.keep("a", video="v.mp4")

    await stores.sweep(DAY + MOMENT, most_bytes=2 * FILE_BYTES)

    assert set(stores.media.contents) == {"v.mp4", "v.mp4.jpg"}


async def test_the_engines_history_is_cleaned(stores: Stores) -> None:
    await stores.sweep(10 * DAY)

    assert stores.history_before == NOON + 3 * DAY


async def test_a_second_sweep_finds_nothing(stores: Stores) -> None:
    await stores.keep("a", picture="p.png", video="v.mp4")
    await stores.sweep(31 * DAY, videos=DAY)

    again = await stores.sweep(31 * DAY, videos=DAY)

    assert (again.pictures, again.videos, again.rows, again.orphans) == (0, 0, 0, 0)
