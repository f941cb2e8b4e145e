"""Waiting in these tests takes no time."""

import asyncio
from collections.abc import Callable, Mapping

import pytest

from tests.bot.job.virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Choose the event loop of a test."""
    del item
    return {"loop": VirtualTimeLoop}
