"""What the tests of the web chat share: a house of fakes behind a real server, and two people with browsers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from adapters.web.app import WebParts, build_web_app
from adapters.web.conversations import Conversations
from adapters.web.media_links import MediaLinks
from adapters.web.platform import WebPlatform
from bot.errors import RequestRefused
from bot.ports import Attachment
from bot.request.generation_request import Picture
from tests.adapters.web.visitor import Visitor
from tests.fakes.conversations import MemoryConversationStore
from tests.fakes.job_service import FakeJobService
from tests.fakes.media import MemoryMediaStore

SECRET = b"a secret for tests only"
REFUSED_PICTURE = b"not a picture"


@dataclass
class WebHouse:
    """Everything behind the page."""

    upload_folder: Path
    jobs: FakeJobService = field(default_factory=FakeJobService)
    store: MemoryConversationStore = field(default_factory=MemoryConversationStore)
    media: MemoryMediaStore = field(default_factory=MemoryMediaStore)
    links: MediaLinks = field(default_factory=lambda: MediaLinks(SECRET))

    def __post_init__(self) -> None:
        self.conversations = Conversations(self.store)
        self.platform = WebPlatform(self.conversations)

    def build_server(self, *, port: int = 0) -> TestServer:
        """Return the server of this house, not started."""
        app = build_web_app(
            WebParts(
                jobs=self.jobs,
                notify=self.jobs.notify,
                help_text=self.jobs.help_text(),
                conversations=self.conversations,
                media=self.media,
                take_picture=self.take_picture,
                links=self.links,
                secret=SECRET,
                upload_folder=self.upload_folder,
            )
        )
        return TestServer(app, host="127.0.0.1", port=port or None)

    def restart(self) -> None:
        """Forget everything that is not stored, as a new process would."""
        self.conversations = Conversations(self.store)
        self.platform = WebPlatform(self.conversations)

    async def take_picture(self, attachment: Attachment) -> Picture:
        """Store a picture as it is; one certain content stands for everything that is no picture."""
        content = b"".join([chunk async for chunk in attachment.read_chunks()])
        if content == REFUSED_PICTURE:
            sentence = "That is not a picture."
            raise RequestRefused(sentence, option="picture")
        file = self.upload_folder / "taken"
        await asyncio.to_thread(file.write_bytes, content)
        key = await self.media.save(file, suffix=".png")
        return Picture(key=key, media_type="image/png", width=640, height=360, size_bytes=len(content))


@pytest.fixture
def house(tmp_path: Path) -> WebHouse:
    return WebHouse(upload_folder=tmp_path)


@pytest.fixture
async def server(house: WebHouse) -> AsyncIterator[TestServer]:
    server = house.build_server()
    async with server:
        yield server


@pytest.fixture
async def ana(server: TestServer) -> AsyncIterator[Visitor]:
    async with Visitor(str(server.make_url("/"))) as visitor:
        yield visitor


@pytest.fixture
async def ben(server: TestServer) -> AsyncIterator[Visitor]:
    async with Visitor(str(server.make_url("/"))) as visitor:
        yield visitor
