import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import RequestRefused, ServiceFailed
from storage.secret_file import read_or_create_secret


def test_makes_a_private_secret_and_finds_it_again(tmp_path: Path) -> None:
    path = tmp_path / "data" / "secret"

    first, second = read_or_create_secret(path), read_or_create_secret(path)

    assert first == second
    assert len(first) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_files_hold_different_secrets(tmp_path: Path) -> None:
    assert read_or_create_secret(tmp_path / "a") != read_or_create_secret(tmp_path / "b")


def test_makers_at_the_same_time_agree_and_leave_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "secret"

    with ThreadPoolExecutor(8) as threads:
        secrets = list(threads.map(read_or_create_secret, [path] * 32))

    assert len(set(secrets)) == 1
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_refuses_a_file_that_holds_something_else(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)

    with pytest.raises(RequestRefused, match="whole secret"):
        read_or_create_secret(path)

    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_a_failure_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ServiceFailed):
        read_or_create_secret(tmp_path / "file" / "secret")
