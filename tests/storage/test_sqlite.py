import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from storage.database import Database
from storage.sqlite import empty_log

_WORD = "zebracorn"


def take_write_lock(address: str) -> None:
    """Lock the file as another program would, without waiting."""
    with closing(sqlite3.connect(address.removeprefix("sqlite:///"), timeout=0, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")


@pytest.mark.parametrize(
    ("pragma", "expected"), [("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 30_000), ("foreign_keys", 1)]
)
async def test_connections_are_prepared(database: Database, pragma: str, expected: object) -> None:
    value = await database.read(lambda connection: connection.execute(text(f"PRAGMA {pragma}")).scalar_one())

    assert value == expected


async def test_a_writer_holds_the_lock_before_its_first_statement(database: Database, address: str) -> None:
    def write(_: Connection) -> None:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            take_write_lock(address)

    await database.write(write)


async def test_a_reader_holds_up_no_writer(database: Database, address: str) -> None:
    def read(connection: Connection) -> object:
        connection.execute(text("SELECT * FROM jobs")).all()
        take_write_lock(address)
        return connection.execute(text("SELECT count(*) FROM jobs")).scalar_one()

    assert await database.read(read) == 0


async def test_what_was_deleted_leaves_the_log_too(database: Database, address: str) -> None:
    path = Path(address.removeprefix("sqlite:///"))

    def write(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
        connection.execute(text("INSERT INTO words VALUES (:word)"), {"word": _WORD})

    await database.write(write)
    await database.write(lambda connection: connection.execute(text("DELETE FROM words")))
    before = [file for file in path.parent.iterdir() if _WORD.encode() in file.read_bytes()]

    empty_log(path)

    assert before
    assert not [file for file in path.parent.iterdir() if _WORD.encode() in file.read_bytes()]


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    empty_log(tmp_path / "none.db")

    assert list(tmp_path.iterdir()) == []
