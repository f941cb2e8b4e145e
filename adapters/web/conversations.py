"""The chat's channels and messages: who may see them, and a bell that wakes everybody who listens for changes.

Storing them is the `ConversationStore`'s business, drawing them is `drawing`'s.
"""

import asyncio
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from adapters.web.identity import PLATFORM
from adapters.web.media_links import read_clock
from bot.conversation import Channel, Message
from bot.errors import RequestRefused
from bot.job.job import Requester
from bot.messages import web as sentences
from bot.ports import ConversationStore

MAX_CHANNEL_NAME_LENGTH = 40
_SEED_CHANNELS = MappingProxyType({"general": "general", "storyboards": "storyboards"})
_PRIVATE_PREFIX = "me-"


class Conversations:
    """Channels and messages as one person may see them."""

    def __init__(
        self,
        store: ConversationStore,
        *,
        clock: Callable[[], datetime] = read_clock,
        tell_others: Callable[[], None] | None = None,
    ) -> None:
        """Keep everything in `store`; `tell_others` lets processes that share it look for changes."""
        self._store = store
        self._tell_others = tell_others
        self._clock = clock
        self._change = asyncio.Event()
        self._newest_revision = 0
        self._is_closed = False

    @property
    def newest_revision(self) -> int:
        """Return a revision that everything older than the program's start, and what it posted since, has reached."""
        return self._newest_revision

    @property
    def is_closed(self) -> bool:
        """Tell whether listeners should leave."""
        return self._is_closed

    async def open(self) -> None:
        """Create the channels that everybody finds, and look up where history stands."""
        for channel_id, name in _SEED_CHANNELS.items():
            await self._store.add_channel(self._channel(channel_id, name))
        for channel in await self._store.read_channels():
            for message in await self._store.read_history(channel.id):
                self._newest_revision = max(self._newest_revision, message.revision)

    def close(self) -> None:
        """Send all listeners home."""
        self._is_closed = True
        self.ring()

    async def read_channels(self, person: Requester) -> Sequence[Channel]:
        """Return the channels that a person may see, oldest first."""
        return [channel for channel in await self._store.read_channels() if _may_see(person, channel)]

    async def find_channel(self, channel_id: str, *, person: Requester) -> Channel | None:
        """Return the channel with this id or name, where the person may see one."""
        wanted = channel_id.strip().lstrip("#").casefold()
        channels = await self.read_channels(person)
        return next((channel for channel in channels if wanted in {channel.id, channel.name.casefold()}), None)

    async def require_channel(self, channel_id: str, *, person: Requester) -> Channel:
        """Return the channel; raise `RequestRefused` where the person may not see it."""
        channel = await self.find_channel(channel_id, person=person)
        if channel is None:
            raise RequestRefused(sentences.channel_unknown(), option="channel")
        return channel

    async def add_channel(self, name: str) -> Channel:
        """Create a channel for everybody; raise `RequestRefused` for a name that is taken or unusable."""
        wanted = "-".join(name.strip().lstrip("#").casefold().split())
        if not wanted or len(wanted) > MAX_CHANNEL_NAME_LENGTH or not wanted.isprintable():
            raise RequestRefused(sentences.channel_name_unusable(maximum=MAX_CHANNEL_NAME_LENGTH), option="name")
        channel = self._channel(_channel_id(wanted), wanted)
        taken_names = {known.name.casefold() for known in await self._store.read_channels()}
        if wanted in taken_names or not await self._store.add_channel(channel):
            raise RequestRefused(sentences.channel_taken(wanted), option="name")
        self._ring_everywhere()
        return channel

    async def open_private_channel(self, person: Requester) -> None:
        """Make sure that a person has a channel of their own."""
        channel = self._channel(f"{_PRIVATE_PREFIX}{person.id}", sentences.private_channel())
        await self._store.add_channel(replace(channel, private_to=person.id))

    async def post(self, message: Message) -> Message:
        """Store a message once per marker and tell the listeners."""
        return self._announce(await self._store.post(message))

    async def edit(self, message: Message) -> Message:
        """Change a message and tell the listeners."""
        return self._announce(await self._store.edit(message))

    async def read_message(self, message_id: int) -> Message | None:
        """Return a message, deleted or not."""
        return await self._store.read_message(message_id)

    async def read_history(self, channel: Channel, *, before_id: int | None, limit: int) -> Sequence[Message]:
        """Return the newest messages before one, oldest first."""
        return await self._store.read_history(channel.id, before_id=before_id, limit=limit)

    async def read_changes(self, *, after_revision: int, limit: int) -> Sequence[Message]:
        """Return what changed in all channels since a revision, in order; the caller filters by channel."""
        return await self._store.read_changes(after_revision=after_revision, limit=limit)

    def listen(self) -> asyncio.Event:
        """Return the event that the next change will set; take it before reading, so that nothing is missed."""
        return self._change

    async def wait(self, change: asyncio.Event, *, timeout_seconds: float) -> bool:
        """Wait for a change; return False when none came in time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds):
                return await change.wait()
        return False

    def _announce(self, message: Message) -> Message:
        self._newest_revision = max(self._newest_revision, message.revision)
        self._ring_everywhere()
        return message

    def _ring_everywhere(self) -> None:
        self.ring()
        if self._tell_others is not None:
            self._tell_others()

    def ring(self) -> None:
        """Wake everybody in this process who listens for changes."""
        self._change.set()
        self._change = asyncio.Event()

    def _channel(self, channel_id: str, name: str) -> Channel:
        return Channel(id=channel_id, name=name, private_to=None, created_at=self._clock())


def _may_see(person: Requester, channel: Channel) -> bool:
    return channel.private_to is None or (person.platform == PLATFORM and channel.private_to == person.id)


def _channel_id(name: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    if not slug or slug.startswith(_PRIVATE_PREFIX):
        return f"channel-{secrets.token_hex(4)}"
    return slug
