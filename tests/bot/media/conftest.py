"""One pool for all tests of a test process, since starting workers is what takes time."""

from collections.abc import AsyncIterator

import pytest_asyncio

from bot.media.worker_pool import WorkerPool, open_worker_pool


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pool() -> AsyncIterator[WorkerPool]:
    """Lend a pool with one worker, so that a worker that stays busy would be noticed."""
    async with open_worker_pool(workers=1) as opened:
        yield opened
