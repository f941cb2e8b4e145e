"""A local Slack with one workspace, one channel and one person, and ways to call it with and without a client."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack.bare_bot import BotAccount, find_account
from tests.servers.slack.records import Channel, Json, Person, Workspace
from tests.servers.slack.server import LocalSlack, local_slack


@dataclass(frozen=True)
class Asker:
    """Calls methods as the bot would, with no client library."""

    server: LocalSlack
    session: aiohttp.ClientSession
    token: str

    async def __call__(self, method: str, **arguments: object) -> Json:
        """Call a method and give its answer."""
        headers = {"Authorization": f"Bearer {self.token}"}
        async with self.session.post(self.server.api_url + method, json=arguments, headers=headers) as response:
            answer: Json = await response.json()
            return answer | {"status": response.status, "headers": dict(response.headers)}

    async def upload(self, content: bytes, *, filename: str = "video.mp4", **target: object) -> str:
        """Bring a file into a channel and give its id."""
        announced = await self("files.getUploadURLExternal", filename=filename, length=len(content))
        async with self.session.post(announced["upload_url"], data=content) as response:
            assert await response.text() == f"OK - {len(content)}"
        await self("files.completeUploadExternal", files=[{"id": announced["file_id"], "title": "A video"}], **target)
        return str(announced["file_id"])

    async def post(self, channel: Channel, text: str = "x", **more: object) -> Json:
        """Post a message."""
        return await self("chat.postMessage", channel=channel.id, text=text, **more)


@pytest.fixture
async def server() -> AsyncIterator[LocalSlack]:
    async with local_slack() as running:
        yield running


@pytest.fixture
def workspace(server: LocalSlack) -> Workspace:
    return server.add_workspace()


@pytest.fixture
def anna(server: LocalSlack, workspace: Workspace) -> Person:
    return server.add_person(workspace, "Anna")


@pytest.fixture
def channel(server: LocalSlack, workspace: Workspace, anna: Person) -> Channel:
    return server.add_channel(workspace, "design", members=(anna,))


@pytest.fixture
def account(server: LocalSlack, workspace: Workspace) -> BotAccount:
    return find_account(server, workspace)


@pytest.fixture
def client(server: LocalSlack, workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=workspace.bot_token, base_url=server.api_url)


@pytest.fixture
async def ask(server: LocalSlack, workspace: Workspace) -> AsyncIterator[Asker]:
    async with aiohttp.ClientSession() as session:
        yield Asker(server, session, workspace.bot_token)
