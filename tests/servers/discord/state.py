"""Everything that the local Discord knows, and how it is looked up; what changes it stands with the pages."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.servers.discord.clock import Clock, SnowflakeMint
from tests.servers.discord.errors import (
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    UNKNOWN_CHANNEL,
    UNKNOWN_GUILD,
    UNKNOWN_MESSAGE,
    UNKNOWN_USER,
    ErrorRow,
    Refused,
)
from tests.servers.discord.permissions import NONE, PRIVATE, Permission
from tests.servers.discord.records import (
    UPLOAD_LIMITS,
    Call,
    Channel,
    Edit,
    Guild,
    Interaction,
    Json,
    Message,
    Role,
    User,
)

#: A new application has none of the privileged intents.
NO_INTENTS = 0
#: How soon a condition that changes with no word to the server is looked at again.
GLANCE_SECONDS = 0.01


@dataclass(kw_only=True, repr=False)
class World:
    """The state of the local Discord."""

    application_id: int
    token: str
    clock: Clock
    mint: SnowflakeMint
    bot: User
    #: Who made the application.
    maker: User
    origin: str = ""
    privileged_intents: int = NO_INTENTS
    #: Bytes per file in private conversations, which no boost raises.
    private_file_limit_bytes: int = UPLOAD_LIMITS[0]
    #: How many shards the bot is told to open.
    shards: int = 1
    #: Where interactions go in the place of the gateway, once somebody has set it in the portal.
    interactions_url: str | None = None
    #: Where the application may be installed, as somebody ticked it in the portal: 0 for servers, 1 for people.
    install_types: tuple[str, ...] = ("0", "1")
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    edits: dict[int, list[Edit]] = field(default_factory=dict)
    deleted: list[Message] = field(default_factory=list)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    #: Commands by the id of their server; None holds the global ones.
    commands: dict[int | None, list[Json]] = field(default_factory=dict)
    typing: list[int] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def note_change(self) -> None:
        """Wake everybody who waits for something to become true."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def wait_until(self, predicate: Callable[[], object]) -> None:
        """Wait until a condition holds, the bot's own ones included, which change with no word to us."""
        while not predicate():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), GLANCE_SECONDS)

    def find_guild(self, guild_id: int) -> Guild:
        """Find a server that the bot is in."""
        guild = self.guilds.get(guild_id)
        if guild is None or not guild.has_bot:
            raise Refused(UNKNOWN_GUILD if guild is None else MISSING_ACCESS)
        return guild

    def find_channel(self, channel_id: int) -> Channel:
        """Find a channel that the bot can see."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise Refused(UNKNOWN_CHANNEL)
        self.demand(channel, Permission.VIEW_CHANNEL, else_answer=MISSING_ACCESS)
        return channel

    def find_message(self, channel: Channel, message_id: int) -> Message:
        """Find a message that the bot can see with its own token."""
        message = self.messages.get(message_id)
        if message is None or message.channel is not channel or message.is_ephemeral:
            raise Refused(UNKNOWN_MESSAGE)
        return message

    def find_user(self, user_id: int) -> User:
        """Find somebody."""
        user = self.users.get(user_id)
        if user is None:
            raise Refused(UNKNOWN_USER)
        return user

    def list_messages(self, channel: Channel) -> list[Message]:
        """List what stands in a channel, oldest first."""
        return [message for message in self.messages.values() if message.channel is channel]

    def demand(self, channel: Channel, permission: Permission, *, else_answer: ErrorRow = MISSING_PERMISSIONS) -> None:
        """Refuse when the bot lacks a right."""
        if permission & ~self.compute_permissions(channel, self.bot):
            raise Refused(else_answer)

    def compute_permissions(self, channel: Channel, user: User) -> Permission:
        """Compute what somebody may do in a channel."""
        guild = channel.guild
        if guild is None:
            return PRIVATE if any(person is user for person in channel.recipients) or self._is_own(channel) else NONE
        member = guild.members.get(user.id)
        if member is None:
            return NONE
        granted = guild.everyone.permissions | _combine(member.roles)
        if guild.owner is user or Permission.ADMINISTRATOR in granted:
            return Permission(-1) & Permission(sum(Permission))
        place = channel.parent if channel.is_thread and channel.parent else channel
        for subject in (guild.id, user.id):
            allowed, denied = place.overwrites.get(subject, (NONE, NONE))
            granted = (granted & ~denied) | allowed
        return granted

    def compute_file_limit(self, channel: Channel) -> int:
        """Compute how many bytes a file from the bot's token may have."""
        return channel.guild.file_limit_bytes if channel.guild else self.private_file_limit_bytes

    def remember_edit(self, message: Message) -> None:
        """Keep what a message has become."""
        edit = Edit(
            at=self.clock.now(),
            text=message.text,
            components=message.components,
            filenames=[attachment.filename for attachment in message.attachments],
        )
        self.edits.setdefault(message.id, []).append(edit)

    def _is_own(self, channel: Channel) -> bool:
        return any(person is self.bot for person in channel.recipients)


def _combine(roles: list[Role]) -> Permission:
    combined = NONE
    for role in roles:
        combined |= role.permissions
    return combined
