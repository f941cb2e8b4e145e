from pathlib import Path

import pytest

from bot.media.work_folder import open_work_folder, plan_work_folder


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


async def test_a_planned_folder_is_made_by_whoever_writes_first(tmp_path: Path) -> None:
    async with plan_work_folder(tmp_path) as folder:
        was_there = folder.exists()
        folder.mkdir()
        (folder / "picture.jpg").write_bytes(b"picture")

    assert not was_there
    assert not folder.exists()


async def test_a_planned_folder_that_nobody_made_is_no_error(tmp_path: Path) -> None:
    async with plan_work_folder(tmp_path) as one, plan_work_folder(tmp_path) as other:
        names = {one, other}

    assert len(names) == 2
