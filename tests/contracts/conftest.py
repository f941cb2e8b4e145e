"""Every implementation of every store port, one fixture per port, so that each suite runs against all of them."""

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.ports import ConversationStore, JobStore, MediaStore, NotificationStore
from storage.conversations import SqlConversationStore
from storage.database import Database, open_database
from storage.jobs import SqlJobStore
from storage.media_folder import MediaFolder
from storage.notifications import SqlNotificationStore
from tests.fakes.conversations import MemoryConversationStore
from tests.fakes.jobs import MemoryJobStore
from tests.fakes.media import MemoryMediaStore
from tests.fakes.notifications import MemoryNotificationStore

#: Set it to `postgresql://user@host/database` to run every suite against that server too.
POSTGRESQL = os.environ.get("FLIPBOOK_TEST_POSTGRESQL")

STORES = ("memory", "sqlite", "postgresql") if POSTGRESQL else ("memory", "sqlite")


@pytest.fixture(params=STORES)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database | None]:
    """Open an empty database; None stands for the store in memory."""
    if request.param == "memory":
        yield None
    elif request.param == "sqlite":
        async with open_database(f"sqlite:///{tmp_path / 'store.db'}") as database:
            yield database
    else:
        with temporary_schema(str(POSTGRESQL)) as url:
            async with open_database(url) as database:
                yield database


@contextmanager
def temporary_schema(url: str) -> Iterator[str]:
    """Make a schema in a PostgreSQL database, return an address whose tables live in it, and drop it at the end."""
    parsed = make_url(url).set(drivername="postgresql+psycopg")
    schema = f"test_{secrets.token_hex(8)}"
    engine = create_engine(parsed)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        inside = parsed.update_query_dict({"options": f"-csearch_path={schema}"})
        yield inside.render_as_string(hide_password=False)
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    finally:
        engine.dispose()


@pytest.fixture
def job_store(database: Database | None) -> JobStore:
    """Build an empty job store."""
    return SqlJobStore(database) if database else MemoryJobStore()


@pytest.fixture
def conversation_store(database: Database | None) -> ConversationStore:
    """Build an empty conversation store."""
    return SqlConversationStore(database) if database else MemoryConversationStore()


@pytest.fixture
def notification_store(database: Database | None) -> NotificationStore:
    """Build an empty store of notification rules."""
    return SqlNotificationStore(database) if database else MemoryNotificationStore()


@pytest.fixture(params=["memory", "folder"])
def media_store(request: pytest.FixtureRequest, tmp_path: Path) -> MediaStore:
    """Build an empty media store."""
    return MediaFolder(tmp_path / "media") if request.param == "folder" else MemoryMediaStore()
