"""`GET /api/events`: server-sent events that bring a page every change, from where it left off.

An event's id is the revision of its message. A page that reconnects names the last one it saw, so it misses nothing,
however long it was away and however often the server was restarted.
"""

import asyncio
import json
from collections.abc import AsyncGenerator

from aiohttp import web

from adapters.web.conversations import Conversations
from adapters.web.drawing import Json, MessageDrawing, draw_channel
from adapters.web.identity import Identities
from adapters.web.media_links import MediaLinks
from bot.job.job import Requester

_BATCH = 200
_HEARTBEAT_SECONDS = 10.0
_RECONNECT_MILLISECONDS = 1000
_HEADERS = (("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache"), ("X-Accel-Buffering", "no"))


class EventsApi:
    """Streams changes to pages."""

    def __init__(
        self,
        conversations: Conversations,
        *,
        identities: Identities,
        links: MediaLinks,
        heartbeat_seconds: float = _HEARTBEAT_SECONDS,
    ) -> None:
        """Send a comment every `heartbeat_seconds`, and look then for changes that other processes made."""
        self._conversations = conversations
        self._identities = identities
        self._links = links
        self._heartbeat_seconds = heartbeat_seconds

    def routes(self) -> list[web.RouteDef]:
        """List what is served here."""
        return [web.get("/api/events", self.stream, allow_head=False)]

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Send changes until the page leaves or the server stops."""
        person = self._identities.require(request)
        response = web.StreamResponse(headers=dict(_HEADERS))
        await response.prepare(request)
        await response.write(f"retry: {_RECONNECT_MILLISECONDS}\n\n".encode())
        try:
            async for event in self.follow(person, after_revision=_read_start(request)):
                await response.write(event.encode())
        except ConnectionResetError:
            # The page went away between two events, which is how every stream ends.
            return response
        return response

    async def follow(self, person: Requester, *, after_revision: int) -> AsyncGenerator[str]:
        """Yield the stream's text, event by event, until the server stops."""
        drawing = MessageDrawing(self._links, viewer=person)
        known: list[Json] = []
        while not self._conversations.is_closed:
            change = self._conversations.listen()
            channels = [draw_channel(channel) for channel in await self._conversations.read_channels(person)]
            if channels != known:
                known = channels
                yield _event("channels", channels)
            visible = {channel["id"] for channel in channels}
            messages = await self._conversations.read_changes(after_revision=after_revision, limit=_BATCH)
            for message in messages:
                after_revision = message.revision
                if message.channel_id in visible:
                    yield _event("message", drawing.draw(message), revision=message.revision)
            # The id alone moves the page past changes that it may not see.
            yield f"id: {after_revision}\n\n"
            if len(messages) < _BATCH and not await self._rest(change):
                yield ": still here\n\n"

    async def _rest(self, change: asyncio.Event) -> bool:
        return await self._conversations.wait(change, timeout_seconds=self._heartbeat_seconds)


def _event(kind: str, content: object, *, revision: int | None = None) -> str:
    identity = "" if revision is None else f"id: {revision}\n"
    return f"{identity}event: {kind}\ndata: {json.dumps(content)}\n\n"


def _read_start(request: web.Request) -> int:
    start = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    return int(start) if start.isdecimal() else 0
