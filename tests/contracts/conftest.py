"""Every implementation of every store port, one fixture per port, so that each suite runs against all of them."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ports import ConversationStore, JobStore, MediaStore, NotificationStore, PostStore
from storage.conversations import SqlConversationStore
from storage.database import Database, open_database
from storage.jobs import SqlJobStore
from storage.media_folder import MediaFolder
from storage.notifications import SqlNotificationStore
from storage.object_media import build_object_media
from storage.posts import SqlPostStore
from tests.fakes.conversations import MemoryConversationStore
from tests.fakes.jobs import MemoryJobStore
from tests.fakes.media import MemoryMediaStore
from tests.fakes.notifications import MemoryNotificationStore
from tests.fakes.posts import MemoryPostStore
from tests.servers.object_store import ObjectStoreServer


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database | None]:
    """Open an empty database; None stands for the store in memory."""
    if request.param == "memory":
        yield None
        return
    address = f"sqlite:///{tmp_path / 'store.db'}"
    if request.param == "postgresql":
        address = request.getfixturevalue("postgresql_address")
    async with open_database(address) as database:
        yield database


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


@pytest.fixture
def post_store(database: Database | None) -> PostStore:
    """Build an empty store of post records."""
    return SqlPostStore(database) if database else MemoryPostStore()


@pytest.fixture(params=["memory", "folder", "objects"])
def media_store(request: pytest.FixtureRequest, tmp_path: Path) -> MediaStore:
    """Build an empty media store."""
    if request.param == "memory":
        return MemoryMediaStore()
    if request.param == "folder":
        return MediaFolder(tmp_path / "media")
    server = request.getfixturevalue("object_store")
    assert isinstance(server, ObjectStoreServer)
    return build_object_media(server.build_access(secrets.token_hex(4)), loans_folder=tmp_path)
