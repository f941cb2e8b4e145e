"""A fresh database file for every test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database, open_database


@pytest.fixture
def address(tmp_path: Path) -> str:
    """Return the address of a database that does not exist yet."""
    return f"sqlite:///{tmp_path / 'data' / 'store.db'}"


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    """Open an empty database."""
    async with open_database(address) as database:
        yield database
