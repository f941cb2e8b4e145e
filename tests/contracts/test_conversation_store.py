"""What every conversation store does."""

import asyncio
from dataclasses import replace

import pytest

from bot.conversation import Message, MessageKind
from bot.ports import ConversationStore
from tests.contracts.samples import after_noon, build_channel, build_message


@pytest.fixture
async def store(conversation_store: ConversationStore) -> ConversationStore:
    """Give a store the channel that sample messages go to."""
    await conversation_store.add_channel(build_channel("general"))
    return conversation_store


async def test_lists_channels_oldest_first(conversation_store: ConversationStore) -> None:
    later = build_channel("art", private_to="u1", created_at=after_noon(0.5))
    for channel in (later, build_channel("general")):
        await conversation_store.add_channel(channel)

    assert list(await conversation_store.read_channels()) == [build_channel("general"), later]


async def test_adding_a_taken_channel_changes_nothing(conversation_store: ConversationStore) -> None:
    added = [
        await conversation_store.add_channel(build_channel("general")),
        await conversation_store.add_channel(build_channel("general", name="Other")),
    ]

    assert added == [True, False]
    assert list(await conversation_store.read_channels()) == [build_channel("general")]


async def test_adding_the_very_same_channel_twice_adds_it_once(conversation_store: ConversationStore) -> None:
    channel = build_channel("general")

    assert [await conversation_store.add_channel(channel), await conversation_store.add_channel(channel)] == [
        True,
        False,
    ]


async def test_a_posted_message_comes_back_whole(store: ConversationStore) -> None:
    body = {"video": {"key": "a.mp4", "seconds": 5.5}, "buttons": ["again", "\N{SNOWMAN}"], "none": None}
    message = build_message("<b>hi</b>\n\u2028", kind=MessageKind.RESULT, body=body, marker="job:result")

    posted = await store.post(message)

    assert posted == replace(message, id=posted.id, revision=posted.revision)
    assert await store.read_message(posted.id) == posted


async def test_ids_and_revisions_grow_with_every_post(store: ConversationStore) -> None:
    posted = [await store.post(build_message(str(count))) for count in range(3)]

    assert posted[0].id < posted[1].id < posted[2].id
    assert 0 < posted[0].revision < posted[1].revision < posted[2].revision


async def test_a_known_marker_returns_the_first_message_unchanged(store: ConversationStore) -> None:
    first = await store.post(build_message("first", marker="job:card"))

    second = await store.post(build_message("second", marker="job:card"))

    assert second == first
    assert list(await store.read_history("general")) == [first]


async def test_messages_without_marker_are_never_the_same(store: ConversationStore) -> None:
    await store.post(build_message("same"))
    await store.post(build_message("same"))

    assert len(await store.read_history("general")) == 2


async def test_parallel_posts_with_one_marker_give_one_message(store: ConversationStore) -> None:
    posts = (store.post(build_message(str(count), marker="job:result")) for count in range(50))

    posted = await asyncio.gather(*posts)

    assert len({message.id for message in posted}) == 1
    assert len(await store.read_history("general")) == 1


async def test_a_marker_stays_taken_after_its_message_was_deleted(store: ConversationStore) -> None:
    first = await store.post(build_message("first", marker="job:result"))
    await store.edit(replace(first, deleted=True))

    again = await store.post(build_message("again", marker="job:result"))

    assert again.id == first.id
    assert again.deleted


async def test_posting_into_an_unknown_channel_is_a_key_error(store: ConversationStore) -> None:
    with pytest.raises(KeyError):
        await store.post(build_message("lost", channel_id="nowhere"))


async def test_an_edit_replaces_text_body_and_deletion_only(store: ConversationStore) -> None:
    posted = await store.post(build_message("before", marker="m"))
    wish = replace(
        posted, text="after", body={"percent": 40}, deleted=True, author_name="Eve", created_at=after_noon(9)
    )

    edited = await store.edit(wish)

    assert edited == replace(posted, text="after", body={"percent": 40}, deleted=True, revision=edited.revision)
    assert edited.revision > posted.revision
    assert await store.read_message(posted.id) == edited


async def test_editing_an_unknown_message_is_a_key_error(store: ConversationStore) -> None:
    with pytest.raises(KeyError):
        await store.edit(build_message("lost", id=99))


async def test_reads_nothing_for_an_unknown_message(store: ConversationStore) -> None:
    assert await store.read_message(99) is None


async def test_history_shows_the_newest_messages_oldest_first(store: ConversationStore) -> None:
    posted = [await store.post(build_message(str(count))) for count in range(5)]

    assert list(await store.read_history("general", limit=3)) == posted[2:]


async def test_history_pages_backwards(store: ConversationStore) -> None:
    posted = [await store.post(build_message(str(count))) for count in range(5)]

    earlier = await store.read_history("general", before_id=posted[3].id, limit=2)

    assert list(earlier) == posted[1:3]


async def test_history_leaves_out_deleted_messages_and_other_channels(store: ConversationStore) -> None:
    await store.add_channel(build_channel("art"))
    await store.post(build_message("elsewhere", channel_id="art"))
    deleted = await store.post(build_message("deleted"))
    kept = await store.post(build_message("kept"))
    await store.edit(replace(deleted, deleted=True))

    assert list(await store.read_history("general")) == [kept]


async def test_changes_tell_edits_and_deletions_in_order(store: ConversationStore) -> None:
    posted = [await store.post(build_message(str(count))) for count in range(3)]
    newest = posted[2].revision
    deleted = await store.edit(replace(posted[1], deleted=True))
    edited = await store.edit(replace(posted[0], text="edited"))

    assert list(await store.read_changes(after_revision=newest)) == [deleted, edited]


async def test_changes_can_be_read_in_pages(store: ConversationStore) -> None:
    posted = [await store.post(build_message(str(count))) for count in range(5)]

    page = await store.read_changes(after_revision=posted[0].revision, limit=2)

    assert list(page) == posted[1:3]


async def test_a_reader_that_follows_revisions_misses_no_parallel_post(store: ConversationStore) -> None:
    seen: list[Message] = []

    async def follow() -> None:
        while len(seen) < 30:
            newest = max((message.revision for message in seen), default=0)
            seen.extend(await store.read_changes(after_revision=newest, limit=7))
            await asyncio.sleep(0)

    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        tasks.create_task(follow())
        for count in range(30):
            tasks.create_task(store.post(build_message(str(count))))

    assert sorted(int(message.text) for message in seen) == list(range(30))
