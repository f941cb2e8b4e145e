"""Everything that the local Slack knows, and how it is looked up; what changes it stands with the pages."""

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from tests.servers.slack.clock import Clock, Mint
from tests.servers.slack.deliveries import Delivery, ResponseAddress, Trigger
from tests.servers.slack.errors import refuse
from tests.servers.slack.records import (
    App,
    Call,
    Channel,
    ChannelKind,
    Edit,
    File,
    Grant,
    Message,
    Organisation,
    Person,
    TokenKind,
    View,
    Workspace,
)

#: How soon a condition that changes with no word to the server is looked at again.
GLANCE_SECONDS = 0.01
ROTATED_LIFE_SECONDS = 12 * 60 * 60


@dataclass(kw_only=True, repr=False)
class World:
    """The state of the local Slack."""

    app: App
    clock: Clock
    mint: Mint
    #: The address of the Web API and of the pages.
    origin: str = ""
    #: The address of the host of files, which is another one.
    files_origin: str = ""
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    addresses: dict[str, ResponseAddress] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
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

    def install(self, workspace: Workspace, installer: Person | None, scopes: tuple[str, ...]) -> Grant:
        """Bring the app into a workspace, or give it a new token there."""
        if workspace.bot is None:
            workspace.bot = Person(
                id=self.mint.make_id("U"), name=self.app.name, workspace=workspace, bot_id=self.mint.make_id("B")
            )
            self.people[workspace.bot.id] = workspace.bot
        workspace.installer = installer or workspace.installer
        return self.grant(workspace, scopes)

    def grant(self, workspace: Workspace, scopes: tuple[str, ...]) -> Grant:
        """Give a bot token for a workspace."""
        now = self.clock.now()
        grant = Grant(
            token=make_token(TokenKind.BOT, workspace.id),
            kind=TokenKind.BOT,
            workspace=workspace,
            scopes=scopes,
            expires_at=now + timedelta(seconds=ROTATED_LIFE_SECONDS) if self.app.is_rotating else None,
            refresh_token=f"xoxe-1-{secrets.token_hex(32)}" if self.app.is_rotating else "",
        )
        self.grants[grant.token] = workspace.grant = grant
        return grant

    def install_everywhere(self, organisation: Organisation, scopes: tuple[str, ...]) -> Grant:
        """Bring the app into all workspaces of an organisation, or give it a new token there; the bot is one person."""
        first = organisation.workspaces[0]
        grant = self.install(first, None, scopes)
        grant.workspace, grant.organisation, organisation.grant = None, organisation, grant
        for workspace in organisation.workspaces:
            workspace.bot, workspace.grant = first.bot, grant
        return grant

    def find_channel(self, workspace: Workspace, channel_id: str) -> Channel:
        """Find a channel that the bot can know of."""
        channel = self.channels.get(channel_id)
        if channel is None or channel.workspace is not workspace:
            refuse("channel_not_found")
        if channel.kind is not ChannelKind.PUBLIC and not channel.has_bot:
            refuse("channel_not_found")
        return channel

    def find_message(self, channel: Channel, ts: str) -> Message:
        """Find a message that stands in a channel for everybody."""
        message = self.messages.get((channel.id, ts))
        if message is None or message.is_deleted or message.is_ephemeral:
            refuse("message_not_found")
        return message

    def find_person(self, workspace: Workspace, person_id: str) -> Person:
        """Find somebody of a workspace."""
        person = self.people.get(person_id)
        if person is None or person.workspace is not workspace:
            refuse("user_not_found")
        return person

    def find_file(self, workspace: Workspace, file_id: str) -> File:
        """Find a file that the bot may see."""
        file = self.files.get(file_id)
        if file is None or file.workspace is not workspace or not self.is_visible(file):
            refuse("file_not_found")
        if file.is_deleted:
            refuse("file_deleted")
        return file

    def is_visible(self, file: File) -> bool:
        """Tell whether the bot may see a file."""
        if file.owner is file.workspace.bot or file.is_from_view:
            return True
        return any(
            share.channel.has_bot or (file.workspace.opens_public_files and share.channel.kind is ChannelKind.PUBLIC)
            for share in file.shares
        )

    def find_direct_channel(self, person: Person) -> Channel:
        """Find the conversation of somebody with the bot, and begin it when there is none."""
        bot = person.workspace.bot
        if bot is None:
            refuse("channel_not_found")
        for channel in self.channels.values():
            if channel.kind is ChannelKind.DIRECT and person in channel.members and bot in channel.members:
                return channel
        channel = Channel(
            id=self.mint.make_id("D"),
            kind=ChannelKind.DIRECT,
            workspace=person.workspace,
            created_at=self.clock.now(),
            members=[person, bot],
        )
        self.channels[channel.id] = channel
        return channel

    def keep_message(self, message: Message) -> None:
        """Keep a new message."""
        self.messages[message.channel.id, message.ts] = message
        message.channel.messages.append(message)
        parent = self.messages.get((message.channel.id, message.thread_ts or ""))
        if parent is not None and message.is_reply and not message.is_ephemeral:
            parent.replies.append(message)

    def list_messages(self, channel: Channel) -> list[Message]:
        """List what stands in a channel, ephemeral messages and replies too, oldest first."""
        return [message for message in channel.messages if not message.is_deleted]

    def list_replies(self, message: Message) -> list[Message]:
        """List what stands in the thread of a message, without itself."""
        return [reply for reply in message.replies if not reply.is_deleted]

    def remember_edit(self, message: Message) -> None:
        """Keep what a message has become."""
        message.edits.append(Edit(at=self.clock.now(), text=message.text, blocks=message.blocks))


def make_token(kind: TokenKind, name: str) -> str:
    """Make a token that nobody guesses."""
    return f"{kind}-{name}-{secrets.token_hex(16)}"
