"""What every media store does."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import ServiceFailed
from bot.ports import MediaStore

CONTENT = b"\xff\xd8" + bytes(range(256)) * 64


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Write a small file to save."""
    path = tmp_path / "picture.jpg"
    path.write_bytes(CONTENT)
    return path


async def test_lends_the_bytes_that_were_saved(media_store: MediaStore, picture: Path) -> None:
    key = await media_store.save(picture, suffix=".jpg")

    async with media_store.local_copy(key) as copy:
        lent, suffix = copy.read_bytes(), copy.suffix

    assert lent == CONTENT
    assert suffix == ".jpg"


async def test_keeps_the_bytes_when_the_original_changes(media_store: MediaStore, picture: Path) -> None:
    key = await media_store.save(picture, suffix=".jpg")
    await asyncio.to_thread(picture.write_bytes, b"changed")

    async with media_store.local_copy(key) as copy:
        lent = copy.read_bytes()

    assert lent == CONTENT


async def test_lends_the_bytes_that_were_adopted_and_leaves_the_file(media_store: MediaStore, picture: Path) -> None:
    key = media_store.build_key(".jpg")
    for _ in range(2):
        await media_store.adopt(picture, key=key)
    async with media_store.local_copy(key) as copy:
        lent = copy.read_bytes()

    assert (lent, await asyncio.to_thread(picture.read_bytes)) == (CONTENT, CONTENT)


async def test_what_was_adopted_outlives_the_file(media_store: MediaStore, picture: Path) -> None:
    key = media_store.build_key(".jpg")
    await media_store.adopt(picture, key=key)
    await asyncio.to_thread(picture.unlink)

    async with media_store.local_copy(key) as copy:
        lent = copy.read_bytes()

    assert lent == CONTENT


async def test_deleting_one_save_leaves_another_of_the_same_bytes(media_store: MediaStore, picture: Path) -> None:
    first, second = [await media_store.save(picture, suffix=".jpg") for _ in range(2)]
    await media_store.delete(first)

    async with media_store.local_copy(second) as copy:
        lent = copy.read_bytes()

    assert lent == CONTENT


async def test_deleted_bytes_are_gone(media_store: MediaStore, picture: Path) -> None:
    key = await media_store.save(picture, suffix=".jpg")
    await media_store.delete(key)

    with pytest.raises(ServiceFailed) as caught:
        async with media_store.local_copy(key):
            pass

    assert caught.value.code == "media_gone"


HOSTILE_KEYS = [
    "",
    ".",
    "..",
    "../picture.jpg",
    "/etc/passwd",
    "a" * 32 + ".jpg/../../picture.jpg",
    "a" * 32 + ".jpg\n",
    "a" * 32 + ".jpg",
]


@pytest.mark.parametrize("key", HOSTILE_KEYS)
async def test_unknown_and_hostile_keys_lend_nothing(media_store: MediaStore, picture: Path, key: str) -> None:
    await media_store.save(picture, suffix=".jpg")

    with pytest.raises(ServiceFailed) as caught:
        async with media_store.local_copy(key):
            pass

    assert caught.value.code == "media_gone"


@pytest.mark.parametrize("key", HOSTILE_KEYS)
async def test_deleting_unknown_and_hostile_keys_touches_nothing(
    media_store: MediaStore, picture: Path, key: str
) -> None:
    kept = await media_store.save(picture, suffix=".jpg")

    await media_store.delete(key)

    assert await asyncio.to_thread(picture.read_bytes) == CONTENT
    async with media_store.local_copy(kept) as copy:
        assert copy.read_bytes() == CONTENT


async def test_says_that_it_can_be_asked(media_store: MediaStore) -> None:
    assert await media_store.answers()
