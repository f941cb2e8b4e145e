"""Puts messages into channels, changes and removes them, and tells the bot; which call asked is not known here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from tests.servers.slack.courier import Courier
from tests.servers.slack.payloads import build_message
from tests.servers.slack.records import Channel, ChannelKind, File, Json, Message, Person, Share
from tests.servers.slack.state import World

#: The name under which messages of a kind of channel are subscribed to.
SUBSCRIPTIONS = {
    ChannelKind.PUBLIC: "message.channels",
    ChannelKind.PRIVATE: "message.groups",
    ChannelKind.DIRECT: "message.im",
    ChannelKind.GROUP: "message.mpim",
}
#: What a mention does not say of its thread, though messages do.
UNTOLD_TO_MENTIONS = {"reply_users", "latest_reply", "parent_user_id"}


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a message is to say."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: Sequence[File] = ()
    metadata: Json | None = None


@dataclass(frozen=True, kw_only=True)
class MessageDesk:
    """Keeps the messages of all channels."""

    world: World
    courier: Courier

    def post(
        self,
        channel: Channel,
        author: Person,
        draft: Draft,
        *,
        thread_ts: str | None = None,
        viewer: Person | None = None,
    ) -> Message:
        """Put a message into a channel, or into a thread of it, or before one pair of eyes."""
        message = Message(
            ts=self.world.mint.make_ts(),
            channel=channel,
            author=author,
            created_at=self.world.clock.now(),
            text=draft.text,
            blocks=name_blocks(self.world, draft.blocks),
            attachments=draft.attachments,
            files=list(draft.files),
            metadata=draft.metadata,
            thread_ts=thread_ts,
            client_msg_id="" if author.is_bot or draft.files else str(uuid4()),
            viewer=viewer,
        )
        self.world.keep_message(message)
        self.world.remember_edit(message)
        for file in message.files:
            self._note_share(file, message)
        if not message.is_ephemeral:
            self._tell_of(message)
        self.world.note_change()
        return message

    def change(self, message: Message, draft: Draft) -> None:
        """Give a message another content; what the draft leaves out is gone."""
        before = build_message(self.world, message)
        message.text, message.attachments = draft.text, draft.attachments
        message.blocks = name_blocks(self.world, draft.blocks)
        message.metadata = draft.metadata if draft.metadata is not None else message.metadata
        message.edited_at = self.world.clock.now()
        self.world.remember_edit(message)
        if not message.is_ephemeral:
            now = {"message": build_message(self.world, message), "previous_message": before}
            self._send(message, {"subtype": "message_changed", "hidden": True, "ts": self.world.mint.make_ts()} | now)
        self.world.note_change()

    def remove(self, message: Message) -> None:
        """Take a message away."""
        before = build_message(self.world, message)
        message.is_deleted = True
        for file in message.files:
            file.shares = [share for share in file.shares if share.ts != message.ts]
        if not message.is_ephemeral:
            gone = {"deleted_ts": message.ts, "previous_message": before, "ts": self.world.mint.make_ts()}
            self._send(message, {"subtype": "message_deleted", "hidden": True} | gone)
        self.world.note_change()

    def _note_share(self, file: File, message: Message) -> None:
        file.shares.append(Share(channel=message.channel, ts=message.ts, thread_ts=message.thread_ts))
        file.times_shared += 1
        event = {
            "type": "file_shared",
            "file_id": file.id,
            "user_id": file.owner.id,
            "file": {"id": file.id},
            "channel_id": message.channel.id,
        }
        if message.channel.has_bot:
            self.courier.send_event(message.channel.workspace, event)

    def _tell_of(self, message: Message) -> None:
        """Tell the bot of a message, and once more when it was called in a channel."""
        described = build_message(self.world, message) | {"event_ts": message.ts}
        described.pop("reply_count", None)
        subtype = {"subtype": "file_share"} if message.files else {}
        self._send(message, described | subtype)
        bot = message.channel.workspace.bot
        is_called = bot is not None and not message.author.is_bot and bot.mention in message.text
        if is_called and message.channel.has_bot and message.channel.kind is not ChannelKind.DIRECT:
            shown = {key: value for key, value in described.items() if key not in UNTOLD_TO_MENTIONS}
            event = shown | {"type": "app_mention", "channel": message.channel.id}
            self.courier.send_event(message.channel.workspace, event)

    def _send(self, message: Message, event: Json) -> None:
        channel = message.channel
        if not channel.has_bot:
            return
        place = {"type": "message", "channel": channel.id, "channel_type": channel.kind}
        self.courier.send_event(channel.workspace, event | place, subscription=SUBSCRIPTIONS[channel.kind])


def name_blocks(world: World, blocks: list[Json]) -> list[Json]:
    """Give every block an id that has none."""
    return [{"block_id": world.mint.make_block_id(), **block} for block in blocks]
