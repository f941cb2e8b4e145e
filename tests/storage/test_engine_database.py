from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from storage.engine_database import build_shared_engine_database, delete_own_engine_database


def test_deletes_the_file_of_earlier_versions_and_nothing_else(tmp_path: Path) -> None:
    for name in ("engine.db", "engine.db-wal", "engine.db-shm", "flipbook.db"):
        (tmp_path / name).write_bytes(b"rows")

    delete_own_engine_database(tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == ["flipbook.db"]


def test_a_server_that_is_away_is_not_taken_for_a_lost_connection(postgresql_address: str) -> None:
    # The engine knows a lost connection by such words, and then sleeps for up to a minute between its tries.
    absent = build_shared_engine_database(f"{postgresql_address}&port=1")

    with pytest.raises(OperationalError) as caught:
        absent.connect()

    assert "connection" not in str(caught.value.orig)
    assert not caught.value.connection_invalidated
    absent.dispose()
