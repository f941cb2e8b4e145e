import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.errors import ServiceFailed
from storage import media_folder
from storage.media_folder import MediaFolder
from tests.fakes.full_disk import no_file_larger_than

CONTENT = b"picture" * 1000
#: A disk in memory, where there is one.
OTHER_DISK = Path("/dev", "shm")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """Write a small file to save."""
    path = tmp_path / "picture.jpg"
    path.write_bytes(CONTENT)
    return path


def list_files(root: Path) -> list[str]:
    return sorted(path.name for path in root.rglob("*") if path.is_file())


async def test_another_process_finds_what_was_saved(tmp_path: Path, picture: Path) -> None:
    key = await MediaFolder(tmp_path / "media").save(picture, suffix=".jpg")

    async with MediaFolder(tmp_path / "media").local_copy(key) as copy:
        content = copy.read_bytes()

    assert content == CONTENT


async def test_only_the_owner_may_look_into_the_folder(tmp_path: Path, picture: Path) -> None:
    root = tmp_path / "media"
    await MediaFolder(root).save(picture, suffix=".jpg")

    mode = (await asyncio.to_thread(root.stat)).st_mode & 0o777

    assert mode == 0o700


@pytest.mark.parametrize("suffix", ["", "jpg", ".JPG", "/../x.jpg", ".tar.gz", ".", ".waytoolong", ".jp g"])
async def test_refuses_a_suffix_that_is_none(tmp_path: Path, picture: Path, suffix: str) -> None:
    with pytest.raises(ValueError, match="not a file suffix"):
        await MediaFolder(tmp_path / "media").save(picture, suffix=suffix)


async def test_parallel_saves_keep_every_copy(tmp_path: Path, picture: Path) -> None:
    folder = MediaFolder(tmp_path / "media")

    keys = await asyncio.gather(*(folder.save(picture, suffix=".jpg") for _ in range(20)))

    assert list_files(tmp_path / "media") == sorted(keys)


async def test_a_full_disk_is_a_failure_of_ours_and_leaves_nothing(tmp_path: Path, picture: Path) -> None:
    folder = MediaFolder(tmp_path / "media")

    with pytest.raises(ServiceFailed) as caught, no_file_larger_than(100):
        await folder.save(picture, suffix=".jpg")

    assert caught.value.code == "storage_full"
    assert list_files(tmp_path / "media") == []


async def test_an_unusable_folder_is_a_failure_of_ours(tmp_path: Path, picture: Path) -> None:
    with pytest.raises(ServiceFailed) as caught:
        await MediaFolder(picture / "media").save(picture, suffix=".jpg")

    assert caught.value.code == "storage_failed"
    assert str(tmp_path) not in caught.value.sentence


async def test_a_file_that_is_adopted_is_not_copied(tmp_path: Path, picture: Path) -> None:
    folder = MediaFolder(tmp_path / "media")
    key = folder.build_key(".jpg")
    await folder.adopt(picture, key=key)

    async with folder.local_copy(key) as copy:
        assert await asyncio.to_thread(copy.samefile, picture)


@pytest.mark.skipif(not OTHER_DISK.exists(), reason="needs another disk")
async def test_a_file_on_another_disk_is_copied(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path / "media")
    key = folder.build_key(".jpg")
    with TemporaryDirectory(dir=OTHER_DISK) as elsewhere:
        file = Path(elsewhere, "picture.jpg")
        await asyncio.to_thread(file.write_bytes, CONTENT)
        await folder.adopt(file, key=key)

    assert list_files(tmp_path / "media") == [key]


async def test_what_cannot_be_adopted_is_a_failure_of_ours(tmp_path: Path) -> None:
    folder = MediaFolder(tmp_path / "media")
    with pytest.raises(ServiceFailed) as caught:
        await folder.adopt(tmp_path / "nothing.jpg", key=folder.build_key(".jpg"))

    assert caught.value.code == "storage_failed"
    assert list_files(tmp_path) == []


async def test_leftovers_of_a_crash_are_removed_and_nothing_else(tmp_path: Path, picture: Path) -> None:
    folder = MediaFolder(tmp_path / "media")
    key = await folder.save(picture, suffix=".jpg")
    await asyncio.to_thread((tmp_path / "media" / "incoming" / "half.jpg").write_bytes, b"half")

    await folder.remove_leftovers()

    assert list_files(tmp_path / "media") == [key]


async def test_there_may_be_no_leftovers(tmp_path: Path) -> None:
    await MediaFolder(tmp_path / "media").remove_leftovers()

    assert list_files(tmp_path) == []


async def test_a_disk_that_is_almost_full_is_no_place_for_videos(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = MediaFolder(tmp_path / "media")
    before = await media.answers()
    monkeypatch.setattr(media_folder, "_LEAST_FREE_BYTES", 1 << 80)

    assert (before, await media.answers()) == (True, False)
