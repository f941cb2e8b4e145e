import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from storage.engine_database import build_engine_database, build_shared_engine_database


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Open a fresh file for the durable engine."""
    engine = build_engine_database(tmp_path / "engine.db")
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    ("pragma", "expected"), [("journal_mode", "wal"), ("synchronous", 1), ("busy_timeout", 30_000), ("foreign_keys", 1)]
)
def test_connections_are_prepared(engine: Engine, pragma: str, expected: object) -> None:
    with engine.connect() as connection:
        value = connection.execute(text(f"PRAGMA {pragma}")).scalar_one()

    assert value == expected


def test_the_clock_of_sqlite_has_fractions_of_seconds(engine: Engine) -> None:
    before = time.time()

    with engine.connect() as connection:
        now = connection.execute(text("SELECT unixepoch('subsec')")).scalar_one()

    assert before - 1 < now < time.time() + 1


def test_writers_lock_the_file_when_they_begin(engine: Engine) -> None:
    with engine.connect() as connection:
        isolation = connection.connection.dbapi_connection

    assert getattr(isolation, "isolation_level", None) == "IMMEDIATE"


def test_there_is_a_connection_for_every_thread_of_the_engine(engine: Engine) -> None:
    connections = [engine.connect() for _ in range(20)]

    answers = [connection.execute(text("SELECT 1")).scalar_one() for connection in connections]
    for connection in connections:
        connection.close()

    assert answers == [1] * 20


def test_a_server_that_is_away_is_not_taken_for_a_lost_connection(postgresql_address: str) -> None:
    # The engine knows a lost connection by such words, and then sleeps for up to a minute between its tries.
    absent = build_shared_engine_database(f"{postgresql_address}&port=1")

    with pytest.raises(OperationalError) as caught:
        absent.connect()

    assert "connection" not in str(caught.value.orig)
    assert not caught.value.connection_invalidated
    absent.dispose()
