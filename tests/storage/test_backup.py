import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import RequestRefused, ServiceFailed
from storage.backup import back_up, restore
from storage.database import open_database
from storage.jobs import SqlJobStore
from tests.contracts.samples import build_job

PICTURE = "media/ab/ab00000000000000000000000000000000.png"


@pytest.fixture
async def source(tmp_path: Path) -> Path:
    """Furnish a data folder."""
    folder = tmp_path / "data"
    async with open_database(f"sqlite:///{folder / 'flipbook.db'}") as database:
        await SqlJobStore(database).add(build_job("a"))
    for name in ("secret.key", PICTURE, "frames/a.json", "media/incoming/half.png", "engine.db", "studio/task.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def list_files(folder: Path) -> Sequence[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def read_job(folder: Path) -> object:
    async with open_database(f"sqlite:///{folder / 'flipbook.db'}") as database:
        return await SqlJobStore(database).read(build_job("a").id)


async def test_what_was_backed_up_comes_back(source: Path, tmp_path: Path) -> None:
    back_up(source, target=tmp_path / "copy")
    copied = list_files(tmp_path / "copy")
    restore(tmp_path / "copy", target=tmp_path / "new")

    assert copied == ["flipbook.db", "frames/a.json", PICTURE, "secret.key"]
    assert list_files(tmp_path / "new") == copied
    assert (tmp_path / "new" / PICTURE).read_text() == PICTURE
    assert await read_job(tmp_path / "new") == build_job("a")


async def test_the_copy_holds_what_was_committed_while_somebody_writes(source: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(source / "flipbook.db", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM jobs")

        back_up(source, target=tmp_path / "copy")

    assert await read_job(tmp_path / "copy") == build_job("a")


def test_secrets_stay_private(source: Path, tmp_path: Path) -> None:
    back_up(source, target=tmp_path / "copy")

    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    assert all((tmp_path / "copy" / name).stat().st_mode & 0o077 == 0 for name in ("secret.key", "flipbook.db"))


def test_two_backups_are_never_mixed(source: Path, tmp_path: Path) -> None:
    back_up(source, target=tmp_path / "copy")

    with pytest.raises(RequestRefused, match="is not empty"):
        back_up(source, target=tmp_path / "copy")


def test_a_folder_in_use_is_not_overwritten(source: Path, tmp_path: Path) -> None:
    back_up(source, target=tmp_path / "copy")

    with pytest.raises(RequestRefused, match="is not empty"):
        restore(tmp_path / "copy", target=source)


def test_only_a_backup_is_restored(tmp_path: Path) -> None:
    with pytest.raises(RequestRefused, match="does not hold a backup"):
        restore(tmp_path, target=tmp_path / "new")


def test_a_restore_that_was_cut_short_can_be_repeated(source: Path, tmp_path: Path) -> None:
    back_up(source, target=tmp_path / "copy")
    (tmp_path / "copy" / "secret.key").rename(tmp_path / "aside")
    with pytest.raises(ServiceFailed):
        restore(tmp_path / "copy", target=tmp_path / "new")
    (tmp_path / "aside").rename(tmp_path / "copy" / "secret.key")

    restore(tmp_path / "copy", target=tmp_path / "new")

    assert "flipbook.db" in list_files(tmp_path / "new")
