from pathlib import Path

import pytest

from adapters.terminal.job_folder import find_job_folder
from bot.errors import RequestRefused


def test_a_folder_without_a_job_cannot_be_taken_up(tmp_path: Path) -> None:
    with pytest.raises(RequestRefused, match="no interrupted job `abc`"):
        find_job_folder(tmp_path, job_id="abc").require()


def test_a_job_that_began_can_be_taken_up(tmp_path: Path) -> None:
    folder = find_job_folder(tmp_path, job_id="abc")
    folder.begin()

    folder.require()

    assert folder.is_begun


def test_removing_leaves_no_trace(tmp_path: Path) -> None:
    folder = find_job_folder(tmp_path / "data", job_id="abc")
    folder.begin()

    folder.remove()

    assert list(tmp_path.iterdir()) == []


def test_removing_leaves_everything_else(tmp_path: Path) -> None:
    folder = find_job_folder(tmp_path, job_id="abc")
    folder.begin()
    (tmp_path / "flipbook.db").touch()

    folder.remove()

    assert [path.name for path in tmp_path.iterdir()] == ["flipbook.db"]
