"""The object store where it differs from a folder: large files, a store that is down, keys that are refused."""

import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import RequestRefused, ServiceBusy, ServiceFailed
from bot.ports import MediaStore
from storage import kept_copies
from storage.object_media import ObjectStoreAccess, build_object_media
from tests.end_to_end.outages import without
from tests.servers.object_store import ObjectStoreServer

MEBIBYTE = 1024 * 1024


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "day.jpg"
    path.write_bytes(b"\xff\xd8 day")
    return path


async def test_a_file_that_goes_up_in_parts_comes_down_whole(object_store: ObjectStoreServer, tmp_path: Path) -> None:
    content = secrets.token_bytes(11 * MEBIBYTE)
    video = tmp_path / "video.mp4"
    video.write_bytes(content)
    media = build_object_media(object_store.build_access("large"), loans_folder=tmp_path)

    key = await media.save(video, suffix=".mp4")
    async with media.local_copy(key) as copy:
        lent = copy.read_bytes()

    assert lent == content


async def lend(media: MediaStore, key: str) -> bytes:
    async with media.local_copy(key) as copy:
        return copy.read_bytes()


async def test_what_another_machine_deleted_is_lent_no_more(
    object_store: ObjectStoreServer, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_copies, "_TRUSTED_SECONDS", 0)
    access = object_store.build_access(secrets.token_hex(4))
    media, other = [build_object_media(access, loans_folder=picture.parent) for _ in range(2)]
    key = media.build_key(".jpg")
    await media.adopt(picture, key=key)
    lent = await lend(media, key)
    await other.delete(key)

    with pytest.raises(ServiceFailed) as caught:
        await lend(media, key)

    assert (lent, caught.value.code) == (b"\xff\xd8 day", "media_gone")


async def test_copies_are_lent_while_the_store_is_away(
    object_store: ObjectStoreServer, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_copies, "_TRUSTED_SECONDS", 0)
    media = build_object_media(object_store.build_access(secrets.token_hex(4)), loans_folder=picture.parent)
    key = media.build_key(".jpg")
    await media.adopt(picture, key=key)
    async with without(object_store):
        lent = await lend(media, key)

    assert lent == b"\xff\xd8 day"


async def test_a_store_that_is_down_is_worth_another_try(
    object_store: ObjectStoreServer, picture: Path, closed_port: int
) -> None:
    access = replace(object_store.build_access("down"), endpoint=f"http://127.0.0.1:{closed_port}")
    media = build_object_media(access, loans_folder=picture.parent)

    with pytest.raises(ServiceBusy) as on_save:
        await media.save(picture, suffix=".jpg")
    with pytest.raises(ServiceBusy) as on_read:
        async with media.local_copy("a" * 32 + ".jpg"):
            pass
    with pytest.raises(ServiceBusy):
        await media.answers()

    assert (on_save.value.code, on_read.value.code) == ("media_busy", "media_busy")


async def test_a_bucket_that_does_not_exist_fails_for_good(object_store: ObjectStoreServer, picture: Path) -> None:
    access = replace(object_store.build_access("x"), address="s3://no-such-bucket/x")
    media = build_object_media(access, loans_folder=picture.parent)

    with pytest.raises(ServiceFailed) as caught:
        await media.save(picture, suffix=".jpg")

    assert caught.value.code == "storage_failed"


@pytest.mark.parametrize("address", ["bucket", "s3://", "https://bucket/x", "s3:///prefix"])
def test_refuses_addresses_of_other_kinds(address: str, tmp_path: Path) -> None:
    with pytest.raises(RequestRefused, match="s3://bucket/prefix"):
        build_object_media(ObjectStoreAccess(address=address), loans_folder=tmp_path)
