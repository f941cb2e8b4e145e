"""The methods `chat.*`; how messages are kept belongs to the desk."""

from dataclasses import dataclass

from tests.servers.slack.arguments import Arguments
from tests.servers.slack.blocks import Surface, check_blocks
from tests.servers.slack.calls import ApiCall, Handler
from tests.servers.slack.errors import refuse
from tests.servers.slack.messages import Draft, MessageDesk
from tests.servers.slack.methods import Method
from tests.servers.slack.payloads import build_message
from tests.servers.slack.records import Channel, ChannelKind, Json, Message, Workspace
from tests.servers.slack.state import World

MAX_TEXT, MAX_EDITED_TEXT = 40_000, 4_000
MAX_ATTACHMENTS = 100


@dataclass(frozen=True, kw_only=True)
class ChatPages:
    """Posts, edits and deletes for the bot."""

    world: World
    desk: MessageDesk

    def list_handlers(self) -> dict[Method, Handler]:
        """List the handlers by method."""
        return {
            Method.CHAT_POST: self.post,
            Method.CHAT_UPDATE: self.update,
            Method.CHAT_DELETE: self.delete,
            Method.CHAT_EPHEMERAL: self.post_ephemeral,
            Method.CHAT_PERMALINK: self.find_permalink,
        }

    async def post(self, call: ApiCall) -> Json:
        """Answer `chat.postMessage`."""
        channel = self._find_target(call)
        check_writable(call, channel)
        draft = read_draft(call.arguments, call.workspace)
        thread_ts = self._find_thread(channel, call.arguments)
        message = self.desk.post(channel, call.bot, draft, thread_ts=thread_ts)
        return {"channel": channel.id, "ts": message.ts, "message": build_message(self.world, message)}

    async def update(self, call: ApiCall) -> Json:
        """Answer `chat.update`."""
        channel = self.world.find_channel(call.workspace, call.arguments.demand("channel"))
        message = self.world.find_message(channel, call.arguments.demand("ts"))
        if message.author is not call.bot:
            refuse("cant_update_message")
        self._check_age(message)
        if channel.is_archived:
            refuse("is_inactive")
        if len(call.arguments.read("text")) > MAX_EDITED_TEXT:
            refuse("msg_too_long")
        self.desk.change(message, read_draft(call.arguments, call.workspace))
        described = build_message(self.world, message)
        # The time stands beside the message, and not in it; of its thread it only has the name.
        shown = {key: value for key, value in described.items() if key not in {"ts", "parent_user_id"}}
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}

    async def delete(self, call: ApiCall) -> Json:
        """Answer `chat.delete`."""
        channel = self.world.find_channel(call.workspace, call.arguments.demand("channel"))
        message = self.world.find_message(channel, call.arguments.demand("ts"))
        if message.author is not call.bot:
            refuse("cant_delete_message")
        self.desk.remove(message)
        return {"channel": channel.id, "ts": message.ts}

    async def post_ephemeral(self, call: ApiCall) -> Json:
        """Answer `chat.postEphemeral`."""
        channel = self.world.find_channel(call.workspace, call.arguments.demand("channel"))
        check_writable(call, channel, is_membership_needed=True)
        viewer = self.world.people.get(call.arguments.demand("user"))
        if viewer is None or viewer not in channel.members:
            refuse("user_not_in_channel")
        draft = read_draft(call.arguments, call.workspace)
        thread_ts = call.arguments.read("thread_ts") or None
        message = self.desk.post(channel, call.bot, draft, thread_ts=thread_ts, viewer=viewer)
        return {"message_ts": message.ts}

    async def find_permalink(self, call: ApiCall) -> Json:
        """Answer `chat.getPermalink`."""
        channel = self.world.find_channel(call.workspace, call.arguments.demand("channel"))
        message = self.world.find_message(channel, call.arguments.demand("message_ts"))
        link = f"{self.world.origin}/archives/{channel.id}/p{message.ts.replace('.', '')}"
        return {"channel": channel.id, "permalink": link}

    def _find_target(self, call: ApiCall) -> Channel:
        """Find the channel of a post, which may be named by a person who is written to."""
        target = call.arguments.demand("channel", error="channel_not_found")
        person = self.world.people.get(target)
        if person is not None and person.workspace is call.workspace and not person.is_bot:
            return self.world.find_direct_channel(person)
        return self.world.find_channel(call.workspace, target)

    def _find_thread(self, channel: Channel, arguments: Arguments) -> str | None:
        thread_ts = arguments.read("thread_ts") or None
        parent = self.world.messages.get((channel.id, thread_ts or ""))
        if parent is not None and (parent.is_reply or parent.is_ephemeral):
            refuse("cannot_reply_to_message")
        return thread_ts

    def _check_age(self, message: Message) -> None:
        window = message.channel.workspace.edit_window_seconds
        age = (self.world.clock.now() - message.created_at).total_seconds()
        if window is not None and age > window:
            refuse("edit_window_closed")


def check_writable(call: ApiCall, channel: Channel, *, is_membership_needed: bool = False) -> None:
    """Refuse when the bot may not write in a channel."""
    if channel.is_archived:
        refuse("is_archived")
    may_stay_out = "chat:write.public" in call.scopes and not is_membership_needed
    if not channel.has_bot and not (may_stay_out and channel.kind is ChannelKind.PUBLIC):
        refuse("not_in_channel")
    if channel.is_read_only:
        error = "restricted_action" if is_membership_needed else "restricted_action_read_only_channel"
        refuse(error)


def read_draft(arguments: Arguments, workspace: Workspace) -> Draft:
    """Read what a message is to say, and refuse blocks that break the rules."""
    blocks = arguments.read_list("blocks", error="invalid_blocks_format")
    attachments = arguments.read_list("attachments", error="invalid_attachments")
    text = arguments.read("text") or arguments.read("markdown_text")
    if not text.strip() and not blocks and not attachments:
        refuse("no_text")
    if len(attachments) > MAX_ATTACHMENTS:
        refuse("too_many_attachments")
    check_blocks(blocks, Surface.MESSAGE, refused=workspace.refused_blocks)
    return Draft(
        text=text[:MAX_TEXT], blocks=blocks, attachments=attachments, metadata=arguments.read_object("metadata")
    )
