"""A person's browser as far as the server can tell: a cookie jar and honest headers."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientResponse, ClientSession, CookieJar, FormData

from adapters.web.drawing import Json


class Visitor:
    """Opens the page's API the way the page does."""

    def __init__(self, base_url: str) -> None:
        self.origin = base_url.rstrip("/")
        self.session = ClientSession(self.origin, cookie_jar=CookieJar(unsafe=True))
        self.me: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        self.me = (await self.get("/api/state"))["me"]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()

    async def get(self, path: str) -> Json:
        """Fetch JSON that must be there."""
        async with self.session.get(path) as response:
            response.raise_for_status()
            content: Json = await response.json()
            return content

    async def send(self, path: str, content: object, *, headers: dict[str, str] | None = None) -> ClientResponse:
        """Post JSON, or a form, and return the answer with its body read."""
        body: dict[str, Any] = {"data": content} if isinstance(content, FormData) else {"json": content}
        async with self.session.post(path, headers=headers or {"Origin": self.origin}, **body) as response:
            await response.read()
            return response

    async def say(self, text: str, *, channel: str = "general", **fields: str) -> ClientResponse:
        """Post a message."""
        return await self.send("/api/messages", build_form(channel=channel, text=text, **fields))

    async def read_texts(self, channel: str = "general") -> list[str]:
        """Return what stands in a channel."""
        history = await self.get(f"/api/channels/{channel}/messages")
        return [message["text"] for message in history["messages"]]

    @asynccontextmanager
    async def listen(self, *, last_event_id: int = 0) -> AsyncIterator[AsyncIterator[tuple[str, Any]]]:
        """Follow the events from a revision on."""
        headers = {"Last-Event-ID": str(last_event_id)}
        async with self.session.get("/api/events", headers=headers) as response:
            response.raise_for_status()
            yield _parse_events(response)


async def _parse_events(response: ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    kind = ""
    async for raw in response.content:
        name, _, value = raw.decode().rstrip("\n").partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            yield kind, json.loads(value)


async def next_message(events: AsyncIterator[tuple[str, Any]]) -> Json:
    """Wait for the next event that carries a message."""
    async for kind, content in events:
        if kind == "message":
            message: Json = content
            return message
    reason = "the stream ended"
    raise AssertionError(reason)


def build_form(*pictures: tuple[str, str, bytes], **fields: str) -> FormData:
    """Build a multipart form of words and of pictures as (field, file name, bytes)."""
    form = FormData(quote_fields=False, default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    for field, file_name, content in pictures:
        form.add_field(field, content, filename=file_name, content_type="image/png")
    return form
