"""Fetching from addresses that strangers choose."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from adapters.studio.address_guard import AddressGuard, AddressRefused
from adapters.studio.download import Downloader, DownloadFailed
from adapters.studio.stream import StreamTooLarge

LIMIT_BYTES = 1000


async def serve(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    if name == "moved":
        return web.Response(status=302, headers={"Location": "/small"})
    if name == "circle":
        return web.Response(status=302, headers={"Location": "/circle"})
    if name == "endless":
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(10):
            await response.write(bytes(LIMIT_BYTES))
        return response
    return web.Response(body=bytes(LIMIT_BYTES if name == "small" else LIMIT_BYTES + 1))


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    application = web.Application()
    application.router.add_get("/{name}", serve)
    running = TestServer(application)
    async with running:
        yield running


@pytest.fixture
async def downloader() -> AsyncIterator[Downloader]:
    guard = AddressGuard(allow_private=True)
    async with guard.open_session() as session:
        yield Downloader(guard=guard, session=session)


@pytest.mark.parametrize("name", ["small", "moved"])
async def test_fetches_a_file_also_after_a_redirect(
    tmp_path: Path, server: TestServer, downloader: Downloader, name: str
) -> None:
    target = tmp_path / "file"

    await downloader.fetch_file(str(server.make_url(f"/{name}")), target, limit_bytes=LIMIT_BYTES)

    assert target.stat().st_size == LIMIT_BYTES


@pytest.mark.parametrize("name", ["large", "endless"])
async def test_stops_at_the_limit_announced_or_not(
    tmp_path: Path, server: TestServer, downloader: Downloader, name: str
) -> None:
    with pytest.raises(StreamTooLarge):
        await downloader.fetch_file(str(server.make_url(f"/{name}")), tmp_path / "file", limit_bytes=LIMIT_BYTES)


async def test_does_not_go_round_in_circles(tmp_path: Path, server: TestServer, downloader: Downloader) -> None:
    with pytest.raises(DownloadFailed):
        await downloader.fetch_file(str(server.make_url("/circle")), tmp_path / "file", limit_bytes=LIMIT_BYTES)


@pytest.mark.parametrize("url", ["ftp://example.com/a.jpg", "http://user:pw@example.com/a.jpg", "http://127.1/a"])
async def test_never_asks_for_refused_addresses(tmp_path: Path, url: str) -> None:
    guard = AddressGuard()
    async with ClientSession() as session:
        downloader = Downloader(guard=guard, session=session)
        with pytest.raises(AddressRefused):
            await downloader.fetch_file(url, tmp_path / "file", limit_bytes=LIMIT_BYTES)
