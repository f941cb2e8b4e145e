"""A running studio for every test that asks for one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.studio.client import StudioClient, build_settings, open_client


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[StudioClient]:
    async with open_client(build_settings(tmp_path)) as opened:
        yield opened
