from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.web.media_links import DAY_SECONDS, MediaLinks
from tests.adapters.web.conftest import SECRET, WebHouse
from tests.adapters.web.visitor import Visitor

CONTENT = bytes(range(200))


class MovingClock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clip(house: WebHouse) -> str:
    house.media.contents["clip.mp4"] = CONTENT
    return house.links.signed_media_url("clip.mp4")


def _check(links: MediaLinks, url: str) -> bool:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    key = parts.path.removeprefix("/media/")
    return links.is_valid(key, expires=query["expires"][0], signature=query["signature"][0])


async def test_sends_the_bytes_with_their_type(ana: Visitor, clip: str) -> None:
    async with ana.session.get(clip) as response:
        assert response.content_type == "video/mp4"
        assert await response.read() == CONTENT
        assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("asked", "start", "stop"), [("bytes=10-19", 10, 20), ("bytes=190-", 190, 200), ("bytes=-5", 195, 200)]
)
async def test_sends_ranges(ana: Visitor, clip: str, asked: str, start: int, stop: int) -> None:
    async with ana.session.get(clip, headers={"Range": asked}) as response:
        assert response.status == 206
        assert response.headers["Content-Range"] == f"bytes {start}-{stop - 1}/200"
        assert await response.read() == CONTENT[start:stop]


async def test_refuses_ranges_beyond_the_end(ana: Visitor, clip: str) -> None:
    async with ana.session.get(clip, headers={"Range": "bytes=500-"}) as response:
        assert response.status == 416


@pytest.mark.parametrize(
    ("old", "new"), [("clip.mp4", "other.mp4"), ("signature=", "signature=0"), ("expires=", "expires=9")]
)
async def test_refuses_forged_links(house: WebHouse, ana: Visitor, clip: str, old: str, new: str) -> None:
    house.media.contents["other.mp4"] = CONTENT

    async with ana.session.get(clip.replace(old, new)) as response:
        assert response.status == 403


async def test_refuses_links_without_a_signature(ana: Visitor, clip: str) -> None:
    async with ana.session.get(urlsplit(clip).path) as response:
        assert response.status == 403


async def test_says_that_deleted_media_is_gone(house: WebHouse, ana: Visitor, clip: str) -> None:
    house.media.contents.clear()

    async with ana.session.get(clip) as response:
        assert response.status == 404


async def test_serves_unknown_kinds_as_plain_bytes(house: WebHouse, ana: Visitor) -> None:
    house.media.contents["page.html"] = b"<script>"

    async with ana.session.get(house.links.signed_media_url("page.html")) as response:
        assert response.content_type == "application/octet-stream"


def test_a_link_lives_as_long_as_promised_and_then_ends() -> None:
    clock = MovingClock()
    links = MediaLinks(SECRET, clock=clock)
    url = links.signed_media_url("clip.mp4", lifetime_seconds=3600)

    clock.now += timedelta(seconds=3600)
    assert _check(links, url)

    clock.now += timedelta(seconds=3601)
    assert not _check(links, url)


def test_one_key_keeps_one_address_for_a_while() -> None:
    clock = MovingClock()
    links = MediaLinks(SECRET, clock=clock)
    url = links.signed_media_url("clip.mp4")

    clock.now += timedelta(seconds=DAY_SECONDS // 4)

    assert links.signed_media_url("clip.mp4") == url


def test_links_of_another_secret_are_worth_nothing() -> None:
    url = MediaLinks(b"another secret").signed_media_url("clip.mp4")

    assert not _check(MediaLinks(SECRET), url)


def test_links_can_be_absolute() -> None:
    links = MediaLinks(SECRET, base_url="https://bot.example/")

    assert links.signed_media_url("a b.mp4").startswith("https://bot.example/media/a%20b.mp4?expires=")
