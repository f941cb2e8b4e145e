"""What the local Discord remembers: people, servers, channels, messages, interactions; no JSON is built here."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, IntFlag
from typing import Any

from tests.servers.discord.permissions import NONE, Permission

Json = dict[str, Any]
MIB = 1024 * 1024
INVALID_STATUSES = {401, 403, 429}
#: Bytes per file and boost level of a server.
UPLOAD_LIMITS = {0: 20 * MIB, 1: 20 * MIB, 2: 50 * MIB, 3: 100 * MIB}


class ChannelType(IntEnum):
    """Kinds of channels."""

    TEXT = 0
    DIRECT = 1
    GROUP = 3
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


class MessageType(IntEnum):
    """Kinds of messages."""

    DEFAULT = 0
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    CONTEXT_MENU_COMMAND = 23


class MessageFlag(IntFlag):
    """Marks of a message."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


NO_FLAGS = MessageFlag(0)


class InteractionType(IntEnum):
    """What somebody did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class CallbackType(IntEnum):
    """How the bot answers what somebody did."""

    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    AUTOCOMPLETE = 8
    MODAL = 9


@dataclass(kw_only=True, eq=False)
class User:
    """A person, or the bot."""

    id: int
    name: str
    is_bot: bool = False
    locale: str = "en-US"
    #: Bytes per file that a paid account allows.
    upload_limit_bytes: int = 0
    takes_direct_messages: bool = True
    #: Whether this person installed the app for themselves.
    installed_app: bool = False


@dataclass(kw_only=True, eq=False)
class Role:
    """A named set of rights."""

    id: int
    name: str
    permissions: Permission
    is_managed: bool = False


@dataclass(kw_only=True, eq=False)
class Member:
    """A person in a server."""

    user: User
    joined_at: datetime
    roles: list[Role] = field(default_factory=list)


@dataclass(kw_only=True, eq=False, repr=False)
class Guild:
    """A server."""

    id: int
    name: str
    owner: User
    everyone: Role
    joined_at: datetime
    has_bot: bool = True
    tier: int = 0
    locale: str = "en-US"
    roles: list[Role] = field(default_factory=list)
    members: dict[int, Member] = field(default_factory=dict)
    #: Replaces the limit of the boost level, so that tests need no large files.
    upload_limit_bytes: int = 0

    @property
    def file_limit_bytes(self) -> int:
        """How many bytes a file may have here."""
        return self.upload_limit_bytes or UPLOAD_LIMITS[self.tier]


@dataclass(kw_only=True, eq=False, repr=False)
class Channel:
    """A place for messages."""

    id: int
    type: ChannelType
    name: str = ""
    guild: Guild | None = None
    parent: "Channel | None" = None
    is_nsfw: bool = False
    is_archived: bool = False
    is_locked: bool = False
    owner: User | None = None
    recipients: list[User] = field(default_factory=list)
    #: Rights given and taken by user id, on top of the roles.
    overwrites: dict[int, tuple[Permission, Permission]] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        """Whether it hangs below another channel."""
        return self.type in {ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD}

    def deny(self, user: User, permissions: Permission) -> None:
        """Take rights from somebody here."""
        self.overwrites[user.id] = (NONE, permissions)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that somebody sends."""

    filename: str
    content: bytes
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    description: str | None = None


@dataclass(kw_only=True, eq=False, repr=False)
class Attachment:
    """A file in a message."""

    id: int
    filename: str
    content: bytes
    content_type: str
    #: Where it lies at the content server, with no signature.
    path: str
    width: int | None = None
    height: int | None = None
    description: str | None = None
    is_ephemeral: bool = False
    is_spoiler: bool = False


@dataclass(frozen=True, kw_only=True)
class Sticker:
    """A sticker in a message."""

    id: int
    name: str
    #: 1 for PNG, 2 for APNG, 3 for Lottie, 4 for GIF.
    format_type: int = 1


@dataclass(kw_only=True, eq=False, repr=False)
class Message:
    """A message as it is now."""

    id: int
    channel: Channel
    author: User
    created_at: datetime
    type: MessageType = MessageType.DEFAULT
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    stickers: list[Sticker] = field(default_factory=list)
    flags: MessageFlag = NO_FLAGS
    edited_at: datetime | None = None
    mentions: list[User] = field(default_factory=list)
    mentions_everyone: bool = False
    nonce: str | int | None = None
    reference: "Message | None" = None
    reference_id: int | None = None
    #: The message that was passed on.
    forwarded: "Message | None" = None
    interaction: "Interaction | None" = None
    #: Who alone can see it, when it is ephemeral.
    viewer: User | None = None
    webhook_id: int | None = None
    thread: Channel | None = None

    @property
    def is_ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return MessageFlag.EPHEMERAL in self.flags

    @property
    def is_loading(self) -> bool:
        """Whether it says that the bot is thinking."""
        return MessageFlag.LOADING in self.flags

    @property
    def all_components(self) -> list[Json]:
        """Every component at any depth, in the order of reading."""
        return list(walk_components(self.components))

    @property
    def text(self) -> str:
        """All the words, those of the components included."""
        words = [self.content, *(str(part["content"]) for part in self.all_components if part["type"] == TEXT_DISPLAY)]
        return "\n".join(word for word in words if word)

    @property
    def buttons(self) -> list[Json]:
        """The buttons, in the order of reading."""
        return [part for part in self.all_components if part["type"] == BUTTON]


BUTTON = 2
TEXT_DISPLAY = 10


def walk_components(components: list[Json]) -> list[Json]:
    """List components and everything in them, in the order of reading."""
    found: list[Json] = []
    for component in components:
        found.append(component)
        found += walk_components(component.get("components") or [])
        inner = [component[key] for key in ("accessory", "component") if component.get(key)]
        found += walk_components(inner)
    return found


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What a message became, and when."""

    at: datetime
    text: str
    components: list[Json]
    filenames: list[str]


@dataclass(kw_only=True, eq=False, repr=False)
class Interaction:
    """Something that somebody did with the bot, and what the bot answered."""

    id: int
    token: str
    type: InteractionType
    user: User
    channel: Channel
    created_at: datetime
    data: Json
    file_limit_bytes: int
    owners: dict[str, str]
    #: The message whose component was used.
    message: Message | None = None
    #: The interaction whose modal was submitted.
    trigger: "Interaction | None" = None
    callback: CallbackType | None = None
    acknowledged_at: datetime | None = None
    response: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list)

    @property
    def is_acknowledged(self) -> bool:
        """Whether the bot answered."""
        return self.callback is not None

    @property
    def answer_seconds(self) -> float | None:
        """How long the bot took to answer."""
        return (self.acknowledged_at - self.created_at).total_seconds() if self.acknowledged_at else None

    @property
    def is_user_only(self) -> bool:
        """Whether the app is here for this person alone."""
        return "0" not in self.owners

    @property
    def answers(self) -> list[Message]:
        """Every message that answers it."""
        return ([self.response] if self.response else []) + self.followups


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request that the server got, and its status."""

    at: datetime
    route: str
    method: str
    path: str
    headers: dict[str, str]
    payload: Any
    filenames: list[str]
    status: int
    answer_headers: dict[str, str]

    @property
    def counts_as_invalid(self) -> bool:
        """Whether it brings the bot's address nearer to a ban."""
        return self.status in INVALID_STATUSES and self.answer_headers.get("X-RateLimit-Scope") != "shared"
