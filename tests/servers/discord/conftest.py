"""A local Discord with one server, one channel and one person, and a way to ask it without a client library."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from tests.servers.discord.records import Channel, Guild, Interaction, Json, User
from tests.servers.discord.server import LocalDiscord, local_discord


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer of REST."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int:
        """Discord's own number of the error."""
        code: int = self.body["code"]
        return code


@dataclass(frozen=True)
class Asker:
    """Asks REST as the bot would."""

    server: LocalDiscord
    session: aiohttp.ClientSession

    async def __call__(self, method: str, path: str, body: object = None, **files: bytes) -> Answer:
        """Send a request, with files when there are some."""
        data = aiohttp.FormData({"payload_json": json.dumps(body)}) if files else None
        for number, (name, content) in enumerate(files.items()):
            if data:
                data.add_field(f"files[{number}]", content, filename=name.replace("_", "."))
        headers = {"Authorization": f"Bot {self.server.token}"}
        sent = {"data": data} if data else {"json": body} if body is not None else {}
        address = self.server.rest_url + path
        async with self.session.request(method, address, headers=headers, **sent) as response:
            is_json = response.content_type == "application/json"
            read = await response.json() if is_json else await response.text()
            return Answer(status=response.status, body=read, headers=dict(response.headers))

    async def post(self, channel: Channel, body: Json, **files: bytes) -> Answer:
        """Send a message."""
        return await self("POST", f"/channels/{channel.id}/messages", body, **files)

    async def answer(self, interaction: Interaction, type_: int, data: Json | None = None) -> Answer:
        """Answer an interaction."""
        path = f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=true"
        return await self("POST", path, {"type": type_, "data": data or {}})


@pytest.fixture
async def server() -> AsyncIterator[LocalDiscord]:
    async with local_discord() as running:
        yield running


@pytest.fixture
async def ask(server: LocalDiscord) -> AsyncIterator[Asker]:
    async with aiohttp.ClientSession() as session:
        yield Asker(server, session)


@pytest.fixture
def guild(server: LocalDiscord) -> Guild:
    return server.add_guild()


@pytest.fixture
def channel(server: LocalDiscord, guild: Guild) -> Channel:
    return server.add_channel(guild)


@pytest.fixture
def anna(server: LocalDiscord, guild: Guild) -> User:
    return server.add_member(guild, "Anna")
