"""Routes about channels, threads and the messages in them that need the bot's token; interactions stand elsewhere."""

from dataclasses import dataclass

from aiohttp import web

from tests.servers.discord.answers import build_empty, build_json
from tests.servers.discord.cdn import Cdn
from tests.servers.discord.errors import (
    CANNOT_DIRECT,
    CANNOT_REPLY,
    NO_MUTUAL_GUILD,
    NOT_OWN_MESSAGE,
    NOT_TEXT_CHANNEL,
    THREAD_ARCHIVED,
    THREAD_EXISTS,
    THREAD_LOCKED,
    Refused,
    reject_field,
)
from tests.servers.discord.forms import Form, read_form
from tests.servers.discord.intents import Intent, strip_content
from tests.servers.discord.message_payloads import build_message
from tests.servers.discord.messages import MessageDesk, Sender
from tests.servers.discord.payloads import build_channel
from tests.servers.discord.permissions import Permission
from tests.servers.discord.records import Channel, ChannelType, Json, Message, MessageFlag, MessageType, User
from tests.servers.discord.state import World

NONCE_SECONDS = 5 * 60
PAGE_SIZE = 50


@dataclass(frozen=True, kw_only=True)
class MessagePages:
    """What the bot reads and writes in channels."""

    world: World
    cdn: Cdn
    desk: MessageDesk

    async def create(self, request: web.Request) -> web.Response:
        """Take a message."""
        channel = self.find_channel(request)
        form = await read_form(request)
        self.demand_sending(channel, form)
        twin = self._find_twin(channel, form.fields)
        if twin:
            return build_json(build_message(twin, self.cdn))
        return build_json(build_message(await self.write(channel, form), self.cdn))

    async def write(self, channel: Channel, form: Form) -> Message:
        """Write a message as the bot."""
        sender = self._build_sender(channel)
        message = self.desk.draft(channel, sender)
        message.nonce = form.fields.get("nonce")
        self._read_reference(message, form.fields.get("message_reference"))
        self.desk.fill(message, form, sender)
        await self.desk.post(message)
        return message

    def _build_sender(self, channel: Channel) -> Sender:
        return Sender(author=self.world.bot, file_limit_bytes=self.world.compute_file_limit(channel))

    def demand_sending(self, channel: Channel, form: Form) -> None:
        """Refuse a message that the bot may not send."""
        if channel.type is ChannelType.FORUM:
            raise Refused(NOT_TEXT_CHANNEL)
        is_thread = channel.is_thread
        self.world.demand(channel, Permission.SEND_MESSAGES_IN_THREADS if is_thread else Permission.SEND_MESSAGES)
        if form.files:
            self.world.demand(channel, Permission.ATTACH_FILES)
        if channel.is_locked:
            raise Refused(THREAD_LOCKED)
        blocked = [person for person in channel.recipients if not person.takes_direct_messages]
        if channel.type is ChannelType.DIRECT and blocked:
            raise Refused(CANNOT_DIRECT)

    def _find_twin(self, channel: Channel, fields: Json) -> Message | None:
        """Find the message that an enforced nonce has already made."""
        if not fields.get("enforce_nonce") or fields.get("nonce") is None:
            return None
        now = self.world.clock.now()
        for message in self.world.list_messages(channel):
            is_recent = (now - message.created_at).total_seconds() < NONCE_SECONDS
            if is_recent and message.author is self.world.bot and message.nonce == fields["nonce"]:
                return message
        return None

    def _read_reference(self, message: Message, reference: Json | None) -> None:
        if reference is None:
            return
        self.world.demand(message.channel, Permission.READ_MESSAGE_HISTORY, else_answer=CANNOT_REPLY)
        origin = self.world.messages.get(int(reference["message_id"]))
        is_here = origin is not None and origin.channel is message.channel and not origin.is_ephemeral
        if not is_here and reference.get("fail_if_not_exists", True):
            reject_field("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        if is_here and origin:
            message.type, message.reference, message.reference_id = MessageType.REPLY, origin, origin.id

    async def edit(self, request: web.Request) -> web.Response:
        """Change a message."""
        message = self.find_message(request)
        form = await read_form(request)
        if message.author is not self.world.bot:
            raise Refused(NOT_OWN_MESSAGE)
        if message.channel.is_archived:
            raise Refused(THREAD_ARCHIVED)
        if form.files:
            self.world.demand(message.channel, Permission.ATTACH_FILES)
        await self.desk.change(message, form, self._build_sender(message.channel))
        return build_json(build_message(message, self.cdn))

    async def delete(self, request: web.Request) -> web.Response:
        """Take a message away."""
        message = self.find_message(request)
        if message.author is not self.world.bot:
            self.world.demand(message.channel, Permission.MANAGE_MESSAGES)
        if message.channel.is_archived:
            raise Refused(THREAD_ARCHIVED)
        await self.desk.delete(message)
        return build_empty()

    async def read(self, request: web.Request) -> web.Response:
        """Show a message."""
        message = self.find_message(request)
        self.world.demand(message.channel, Permission.READ_MESSAGE_HISTORY)
        return build_json(self._show(message))

    async def list_messages(self, request: web.Request) -> web.Response:
        """Show the latest messages, newest first; without the right to read them, none."""
        channel = self.find_channel(request)
        granted = self.world.compute_permissions(channel, self.world.bot)
        if Permission.READ_MESSAGE_HISTORY not in granted:
            return build_json([])
        after, before = int(request.query.get("after", 0)), int(request.query.get("before", 1 << 63))
        around = [
            message
            for message in self.world.list_messages(channel)
            if after < message.id < before and not message.is_ephemeral
        ]
        limit = int(request.query.get("limit", PAGE_SIZE))
        page = around[:limit] if "after" in request.query else around[-limit:]
        return build_json([self._show(message) for message in reversed(page)])

    def _show(self, message: Message) -> Json:
        payload = build_message(message, self.cdn)
        return strip_content(message, payload, Intent(self.world.privileged_intents), self.world.bot)

    async def type(self, request: web.Request) -> web.Response:
        """Show that the bot is typing."""
        channel = self.find_channel(request)
        self.demand_sending(channel, Form())
        self.world.typing.append(channel.id)
        return build_empty()

    async def react(self, request: web.Request) -> web.Response:
        """Take a reaction, and forget it."""
        self.world.demand(self.find_message(request).channel, Permission.ADD_REACTIONS)
        return build_empty()

    def find_channel(self, request: web.Request) -> Channel:
        """Find the channel of a request."""
        return self.world.find_channel(int(request.match_info["channel_id"]))

    def find_message(self, request: web.Request) -> Message:
        """Find the message of a request."""
        return self.world.find_message(self.find_channel(request), int(request.match_info["message_id"]))


@dataclass(frozen=True, kw_only=True)
class ChannelPages:
    """What the bot does with channels and threads themselves."""

    world: World
    messages: MessagePages

    async def read(self, request: web.Request) -> web.Response:
        """Describe a channel."""
        return build_json(build_channel(self.messages.find_channel(request)))

    async def change(self, request: web.Request) -> web.Response:
        """Archive or wake a thread."""
        channel = self.messages.find_channel(request)
        fields = (await read_form(request)).fields
        if channel.is_locked or fields.get("locked"):
            self.world.demand(channel, Permission.MANAGE_THREADS)
        channel.is_archived = bool(fields.get("archived", channel.is_archived))
        channel.is_locked = bool(fields.get("locked", channel.is_locked))
        channel.name = fields.get("name") or channel.name
        await self._tell("THREAD_UPDATE", channel)
        return build_json(build_channel(channel))

    async def open_direct(self, request: web.Request) -> web.Response:
        """Open a private conversation with somebody."""
        person = self.world.find_user(int((await read_form(request)).fields["recipient_id"]))
        if not self._is_acquainted(person):
            raise Refused(NO_MUTUAL_GUILD)
        return build_json(build_channel(find_direct_channel(self.world, person)))

    def _is_acquainted(self, person: User) -> bool:
        shares = any(guild.has_bot and person.id in guild.members for guild in self.world.guilds.values())
        known = any(
            channel.type is ChannelType.DIRECT and person in channel.recipients
            for channel in self.world.channels.values()
        )
        return shares or known

    async def start_thread(self, request: web.Request) -> web.Response:
        """Start a thread in a channel, or a post in a forum."""
        parent = self.messages.find_channel(request)
        form = await read_form(request)
        if parent.type is not ChannelType.FORUM:
            self.world.demand(parent, Permission.CREATE_PUBLIC_THREADS)
            return await self._answer_thread(self._build_thread(parent, form.fields["name"]))
        inner = Form(payload=form.fields["message"], files=form.files)
        self.world.demand(parent, Permission.SEND_MESSAGES)
        thread = self._build_thread(parent, form.fields["name"])
        message = await self.messages.write(thread, inner)
        payload = build_channel(thread) | {"message": build_message(message, self.messages.cdn)}
        await self._tell("THREAD_CREATE", thread)
        return build_json(payload, status=201)

    async def start_thread_from_message(self, request: web.Request) -> web.Response:
        """Start a thread below a message, whose id it takes."""
        message = self.messages.find_message(request)
        self.world.demand(message.channel, Permission.CREATE_PUBLIC_THREADS)
        if message.thread:
            raise Refused(THREAD_EXISTS)
        fields = (await read_form(request)).fields
        message.thread = self._build_thread(message.channel, fields["name"], thread_id=message.id)
        message.flags |= MessageFlag.HAS_THREAD
        return await self._answer_thread(message.thread)

    def _build_thread(self, parent: Channel, name: str, *, thread_id: int | None = None) -> Channel:
        is_news = parent.type is ChannelType.ANNOUNCEMENT
        thread = Channel(
            id=thread_id or self.world.mint.mint(),
            type=ChannelType.ANNOUNCEMENT_THREAD if is_news else ChannelType.PUBLIC_THREAD,
            name=name,
            guild=parent.guild,
            parent=parent,
            is_nsfw=parent.is_nsfw,
            owner=self.world.bot,
        )
        self.world.channels[thread.id] = thread
        return thread

    async def _answer_thread(self, thread: Channel) -> web.Response:
        await self._tell("THREAD_CREATE", thread)
        return build_json(build_channel(thread), status=201)

    async def _tell(self, event: str, channel: Channel) -> None:
        await self.messages.desk.gateway.dispatch(event, build_channel(channel), guild=channel.guild)


def find_direct_channel(world: World, person: User) -> Channel:
    """Find the conversation between the bot and somebody, or open it."""
    for channel in world.channels.values():
        if channel.type is ChannelType.DIRECT and {world.bot, person} == set(channel.recipients):
            return channel
    opened = Channel(id=world.mint.mint(), type=ChannelType.DIRECT, recipients=[world.bot, person])
    world.channels[opened.id] = opened
    return opened
