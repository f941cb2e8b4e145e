"""The methods `conversations.*`; who is where is set up by the scenery."""

from dataclasses import dataclass

from tests.servers.slack.calls import FAMILIES, ApiCall, Handler
from tests.servers.slack.errors import refuse
from tests.servers.slack.methods import Method
from tests.servers.slack.payloads import build_channel, build_message
from tests.servers.slack.records import Channel, ChannelKind, Json, Message
from tests.servers.slack.state import World

MOST_ROWS = 100
KIND_NAMES = {
    "public_channel": ChannelKind.PUBLIC,
    "private_channel": ChannelKind.PRIVATE,
    "im": ChannelKind.DIRECT,
    "mpim": ChannelKind.GROUP,
}


@dataclass(frozen=True, kw_only=True)
class ConversationPages:
    """Looks channels up for the bot, and lets it in."""

    world: World

    def list_handlers(self) -> dict[Method, Handler]:
        """List the handlers by method."""
        return {
            Method.CONVERSATIONS_INFO: self.read,
            Method.CONVERSATIONS_JOIN: self.join,
            Method.CONVERSATIONS_LIST: self.list_channels,
            Method.CONVERSATIONS_MEMBERS: self.list_members,
            Method.CONVERSATIONS_OPEN: self.open,
            Method.CONVERSATIONS_HISTORY: self.read_history,
            Method.CONVERSATIONS_REPLIES: self.read_replies,
        }

    async def read(self, call: ApiCall) -> Json:
        """Answer `conversations.info`."""
        return {"channel": build_channel(self._find(call, "read"))}

    async def join(self, call: ApiCall) -> Json:
        """Answer `conversations.join`."""
        channel = self.world.find_channel(call.workspace, call.arguments.demand("channel"))
        if channel.kind is not ChannelKind.PUBLIC:
            refuse("method_not_supported_for_channel_type")
        if channel.is_archived:
            refuse("is_archived")
        if not channel.has_bot:
            channel.members.append(call.bot)
        return {"channel": build_channel(channel)}

    async def list_channels(self, call: ApiCall) -> Json:
        """Answer `conversations.list`."""
        names = call.arguments.read("types", "public_channel").split(",")
        if not set(names) <= set(KIND_NAMES):
            refuse("invalid_types")
        kinds = {KIND_NAMES[name] for name in names}
        for kind in kinds:
            call.demand_scope(f"{FAMILIES[kind]}:read")
        found = [
            channel
            for channel in self.world.channels.values()
            if channel.workspace is call.workspace
            and channel.kind in kinds
            and (channel.has_bot or channel.kind is ChannelKind.PUBLIC)
            and not (channel.is_archived and call.arguments.is_set("exclude_archived"))
        ]
        start = call.arguments.read_number("cursor")
        most = call.arguments.read_number("limit", MOST_ROWS)
        cursor = str(start + most) if start + most < len(found) else ""
        rows = [build_channel(channel) for channel in found[start : start + most]]
        return {"channels": rows, "response_metadata": {"next_cursor": cursor}}

    async def list_members(self, call: ApiCall) -> Json:
        """Answer `conversations.members`."""
        channel = self._find(call, "read")
        members = [person.id for person in channel.members]
        return {"members": members, "response_metadata": {"next_cursor": ""}}

    async def open(self, call: ApiCall) -> Json:
        """Answer `conversations.open` for one person, which is all that a bot's direct messages need."""
        channel_id = call.arguments.read("channel")
        if channel_id:
            return {"channel": {"id": self.world.find_channel(call.workspace, channel_id).id}}
        names = call.arguments.demand("users", error="users_list_not_supplied").split(",")
        if len(names) > 1:
            refuse("method_not_supported_for_channel_type")
        person = self.world.find_person(call.workspace, names[0])
        if person.is_deleted:
            refuse("user_disabled")
        known = set(self.world.channels)
        channel = self.world.find_direct_channel(person)
        is_old = channel.id in known
        is_full = call.arguments.is_set("return_im")
        described = build_channel(channel) if is_full else {"id": channel.id}
        return {"channel": described} | ({"no_op": True, "already_open": True} if is_old else {})

    async def read_history(self, call: ApiCall) -> Json:
        """Answer `conversations.history`."""
        channel = self._find(call, "history")
        found = [one for one in self.world.list_messages(channel) if not one.is_reply and not one.is_ephemeral]
        return self._build_rows(call, list(reversed(found)))

    async def read_replies(self, call: ApiCall) -> Json:
        """Answer `conversations.replies`."""
        channel = self._find(call, "history")
        parent = self.world.messages.get((channel.id, call.arguments.demand("ts")))
        if parent is None or parent.is_deleted or parent.is_ephemeral:
            refuse("thread_not_found")
        return self._build_rows(call, [parent, *self.world.list_replies(parent)])

    def _build_rows(self, call: ApiCall, messages: list[Message]) -> Json:
        oldest, latest = call.arguments.read("oldest", "0"), call.arguments.read("latest") or "9" * 12
        is_inclusive = call.arguments.is_set("inclusive")
        within = [
            one
            for one in messages
            if float(oldest) < float(one.ts) < float(latest) or (is_inclusive and one.ts in {oldest, latest})
        ]
        most = call.arguments.read_number("limit", MOST_ROWS)
        rows = [build_message(self.world, message) for message in within[:most]]
        return {"messages": rows, "has_more": len(within) > most}

    def _find(self, call: ApiCall, right: str) -> Channel:
        """Find a channel, and refuse when the token may not read it or the bot is not in it."""
        channel = self.world.find_channel(call.workspace, call.arguments.demand("channel"))
        call.demand_channel_scope(channel, right)
        if right == "history" and not channel.has_bot:
            refuse("not_in_channel")
        return channel
