from pathlib import Path

import pytest

from bot.media.work_folder import open_work_folder


async def test_a_folder_is_there_only_while_it_is_lent(tmp_path: Path) -> None:
    async with open_work_folder(tmp_path) as folder:
        (folder / "picture.jpg").write_bytes(b"picture")
        was_there = folder.is_dir()

    assert was_there
    assert not folder.exists()


async def test_a_folder_goes_when_the_work_fails(tmp_path: Path) -> None:
    lent: list[Path] = []

    async def fail() -> None:
        async with open_work_folder(tmp_path) as folder:
            lent.append(folder)
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert [folder.exists() for folder in lent] == [False]


async def test_two_folders_never_meet(tmp_path: Path) -> None:
    async with open_work_folder(tmp_path) as one, open_work_folder(tmp_path) as other:
        assert one != other
