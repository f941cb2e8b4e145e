"""What every archive does with the stores that fill it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.job.job import Job, JobState, Video
from bot.ports import ConversationStore, JobStore
from bot.request.generation_request import GenerationRequest, Picture, RequestOptions
from bot.retention.archive import JobArchive, Kept
from storage.archive import SqlJobArchive
from storage.conversations import SqlConversationStore
from storage.database import Database
from storage.jobs import SqlJobStore
from tests.contracts.samples import NOON, after_noon, build_channel, build_job, build_message
from tests.fakes.archive import MemoryJobArchive
from tests.fakes.conversations import MemoryConversationStore
from tests.fakes.jobs import MemoryJobStore

LATER = NOON + timedelta(days=1)


@dataclass(frozen=True)
class Stores:
    """An archive and the stores whose contents it finds."""

    jobs: JobStore
    conversations: ConversationStore
    archive: JobArchive


@pytest.fixture
def stores(database: Database | None) -> Stores:
    if database is not None:
        return Stores(SqlJobStore(database), SqlConversationStore(database), SqlJobArchive(database))
    jobs, conversations = MemoryJobStore(), MemoryConversationStore()
    return Stores(jobs, conversations, MemoryJobArchive(jobs, conversations))


def build_request(*keys: str) -> GenerationRequest:
    """Build a request with up to two pictures."""
    pictures = [Picture(key=key, media_type="image/png", width=9, height=9, size_bytes=9) for key in keys]
    first, last = (*pictures, None, None)[:2]
    return GenerationRequest(options=RequestOptions(prompt="a ship"), first_frame=first, last_frame=last)


def build_video(key: str) -> Video:
    """Build a video with a poster."""
    poster_key = f"{key}.jpg"
    return Video(key=key, poster_key=poster_key, width=9, height=9, duration_seconds=3, size_bytes=9, has_sound=False)


async def keep_ended(stores: Stores, name: str, seconds: float = 0, **changes: object) -> Job:
    """Store a job that was done so many seconds after noon."""
    job = build_job(name, **{"state": JobState.DONE, "finished_at": after_noon(seconds), **changes})
    await stores.jobs.add(job)
    return job


async def test_finds_what_ended_before_a_moment_oldest_first(stores: Stores) -> None:
    jobs = [await keep_ended(stores, name, seconds) for name, seconds in (("a", 5), ("b", 1), ("c", 1), ("d", 9))]
    await stores.jobs.add(build_job("e"))

    found = await stores.archive.find_ended(Kept.ROW, before=after_noon(9))

    assert [job.id for job in found] == [jobs[1].id, jobs[2].id, jobs[0].id]


async def test_goes_on_behind_the_last_one(stores: Stores) -> None:
    jobs = [await keep_ended(stores, name, 1) for name in "abc"]

    found = await stores.archive.find_ended(Kept.ROW, before=LATER, after=jobs[0], limit=1)

    assert list(found) == [jobs[1]]


async def test_finds_only_jobs_that_still_have_it(stores: Stores) -> None:
    with_pictures = await keep_ended(stores, "a", request=build_request("one.png"))
    await keep_ended(stores, "b", request=build_request("two.png"), are_pictures_kept=False)
    with_video = await keep_ended(stores, "c", video=build_video("v.mp4"))

    assert list(await stores.archive.find_ended(Kept.PICTURES, before=LATER)) == [with_pictures]
    assert list(await stores.archive.find_ended(Kept.VIDEO, before=LATER)) == [with_video]


async def test_knows_from_which_jobs_unfinished_ones_were_started(stores: Stores) -> None:
    await stores.jobs.add(build_job("a", parent_id="p1", state=JobState.UNCLEAR))
    await keep_ended(stores, "b", parent_id="p2")

    assert await stores.archive.find_continued() == {"p1"}


async def test_pictures_belong_to_all_jobs_that_keep_them(stores: Stores) -> None:
    await stores.jobs.add(build_job("a", request=build_request("runs.png", "runs-too.png")))
    await keep_ended(stores, "b", request=build_request("done.png"))
    await keep_ended(stores, "c", request=build_request("gone.png"), are_pictures_kept=False)

    assert await stores.archive.read_kept_pictures() == {"runs.png", "runs-too.png", "done.png"}


async def test_knows_every_file_that_anything_refers_to(stores: Stores) -> None:
    await keep_ended(stores, "a", request=build_request("p.png"), video=build_video("v.mp4"))
    await keep_ended(stores, "b", request=build_request("gone.png"), are_pictures_kept=False)
    await stores.conversations.add_channel(build_channel("general"))
    pictures = {"pictures": [{"key": "m.png"}]}
    await stores.conversations.post(build_message("look", body=pictures))
    await stores.conversations.post(build_message("", body={"pictures": [{"key": "taken-back.png"}]}, deleted=True))

    assert await stores.archive.read_media_keys() == {"p.png", "v.mp4", "v.mp4.jpg", "m.png"}


async def test_deletes_ended_jobs_and_no_others(stores: Stores) -> None:
    ended, running = await keep_ended(stores, "a"), build_job("b")
    await stores.jobs.add(running)

    await stores.archive.delete_jobs([ended.id, running.id, "unknown"])

    assert await stores.jobs.read(ended.id) is None
    assert await stores.jobs.read(running.id) == running


async def test_deletes_old_messages_but_never_the_newest(stores: Stores) -> None:
    await stores.conversations.add_channel(build_channel("general"))
    for text in ("one", "two", "three"):
        await stores.conversations.post(build_message(text))

    assert await stores.archive.delete_messages(before=NOON) == 0
    assert await stores.archive.delete_messages(before=LATER) == 2
    assert [message.text for message in await stores.conversations.read_history("general")] == ["three"]
