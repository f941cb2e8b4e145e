"""What every store of post records does."""

from dataclasses import replace

import pytest

from bot.job.job import ReplyAddress
from bot.ports import PostStore
from bot.post_record import PostRecord, PostStage
from tests.contracts.samples import NOON, after_noon

PLACE = ReplyAddress(platform="slack", tenant="T1", place="C1", thread="1.2")
RECORD = PostRecord(marker="result:a", address=PLACE, stage=PostStage.UPLOADING, since=NOON, file_id="F1")


async def test_an_unknown_post_has_no_record(post_store: PostStore) -> None:
    assert await post_store.read("result:a", place=PLACE) is None


async def test_reads_what_was_saved_from_anywhere_in_the_workspace(post_store: PostStore) -> None:
    await post_store.save(RECORD)

    assert await post_store.read("result:a", place=PLACE.model_copy(update={"place": "C2", "thread": None})) == RECORD


async def test_a_later_record_takes_the_place_of_the_earlier_one(post_store: PostStore) -> None:
    later = replace(
        RECORD,
        address=PLACE.model_copy(update={"place": "D1", "thread": None}),
        stage=PostStage.POSTED,
        since=after_noon(1),
        message_id="3.4",
    )
    await post_store.save(RECORD)
    await post_store.save(later)

    assert await post_store.read("result:a", place=PLACE) == later


@pytest.mark.parametrize("elsewhere", [{"tenant": "T2"}, {"platform": "web"}])
async def test_workspaces_do_not_see_each_others_posts(post_store: PostStore, elsewhere: dict[str, str]) -> None:
    await post_store.save(RECORD)

    assert await post_store.read("result:a", place=PLACE.model_copy(update=elsewhere)) is None


async def test_markers_do_not_disturb_each_other(post_store: PostStore) -> None:
    other = replace(RECORD, marker="result:b", file_id="F2")
    await post_store.save(RECORD)
    await post_store.save(other)

    assert [await post_store.read(marker, place=PLACE) for marker in ("result:a", "result:b")] == [RECORD, other]
