"""Waiting in these tests takes no time, except where the durable engine runs in threads of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest

from tests.bot.job.virtual_time import VirtualTimeLoop
from tests.bot.job.world import World, open_world

_REAL_TIME = frozenset({"test_engine.py", "test_shared_engine.py"})


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Choose the event loop of a test."""
    return {"loop": asyncio.new_event_loop if item.path.name in _REAL_TIME else VirtualTimeLoop}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Open the core around fakes."""
    async with open_world(tmp_path) as world:
        yield world
