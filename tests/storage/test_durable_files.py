from pathlib import Path

import pytest

from storage.durable_files import sync_file, sync_folder


def test_syncing_changes_neither_file_nor_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content")

    sync_file(path)
    sync_folder(tmp_path)

    assert path.read_bytes() == b"content"


def test_a_missing_file_cannot_be_synced(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sync_file(tmp_path / "missing")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()

    with pytest.raises(NotADirectoryError):
        sync_folder(path)
