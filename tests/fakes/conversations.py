"""An honest conversation store in memory: same answers as the real one, gone with the process."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import Channel, Message


class MemoryConversationStore:
    """Keeps channels and messages in dictionaries."""

    def __init__(self) -> None:
        self.channels: dict[str, Channel] = {}
        self.messages: dict[int, Message] = {}
        self._revision = 0

    async def add_channel(self, channel: Channel) -> bool:
        if channel.id in self.channels:
            return False
        self.channels[channel.id] = channel
        return True

    async def read_channels(self) -> Sequence[Channel]:
        return sorted(self.channels.values(), key=lambda channel: (channel.created_at, channel.id))

    async def post(self, message: Message) -> Message:
        for posted in self.messages.values():
            if message.marker is not None and posted.marker == message.marker:
                return posted
        if message.channel_id not in self.channels:
            raise KeyError(message.channel_id)
        return self._keep(replace(message, id=len(self.messages) + 1))

    async def edit(self, message: Message) -> Message:
        before = self.messages[message.id]
        return self._keep(replace(before, text=message.text, body=message.body, deleted=message.deleted))

    async def read_message(self, message_id: int) -> Message | None:
        return self.messages.get(message_id)

    async def read_history(
        self, channel_id: str, *, before_id: int | None = None, limit: int = 50
    ) -> Sequence[Message]:
        visible = [
            message
            for message in self.messages.values()
            if message.channel_id == channel_id
            and not message.deleted
            and (before_id is None or message.id < before_id)
        ]
        newest_first = sorted(visible, key=lambda message: message.id, reverse=True)
        return newest_first[:limit][::-1]

    async def read_changes(self, *, after_revision: int, limit: int = 200) -> Sequence[Message]:
        changed = [message for message in self.messages.values() if message.revision > after_revision]
        return sorted(changed, key=lambda message: message.revision)[:limit]

    def _keep(self, message: Message) -> Message:
        self._revision += 1
        self.messages[message.id] = replace(message, revision=self._revision)
        return self.messages[message.id]
