"""What every media store knows of the files that it keeps."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ports import MediaStore
from bot.retention.archive import MediaIndex, StoredFile


@pytest.fixture
def media_index(media_store: MediaStore) -> MediaIndex:
    """Return the same store as a list of files."""
    return media_store


async def list_files(index: MediaIndex) -> list[StoredFile]:
    return [file async for batch in index.list_files() for file in batch]


async def test_an_empty_store_lists_nothing(media_index: MediaIndex) -> None:
    assert await list_files(media_index) == []


async def test_lists_every_file_with_its_size_and_age(
    media_store: MediaStore, media_index: MediaIndex, tmp_path: Path
) -> None:
    sizes = {}
    for number in range(3):
        file = tmp_path / f"{number}"
        file.write_bytes(bytes(number))
        sizes[await media_store.save(file, suffix=".png")] = number

    files = await list_files(media_index)

    assert {file.key: file.size_bytes for file in files} == sizes
    # Stores on other machines have clocks of their own, some in whole seconds.
    assert all(abs(datetime.now(UTC) - file.saved_at) < timedelta(minutes=1) for file in files)


async def test_deleted_files_are_listed_no_more(
    media_store: MediaStore, media_index: MediaIndex, tmp_path: Path
) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"a")
    key = await media_store.save(file, suffix=".png")
    await media_index.delete(key)

    assert await list_files(media_index) == []
