"""What the local Slack remembers: the app, workspaces, people, channels, messages, files; no JSON is built here."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
GIB = 1024**3
MAX_VIEW_DEPTH = 3


class ChannelKind(StrEnum):
    """Kinds of channels; the value is the `channel_type` of message events."""

    PUBLIC = "channel"
    PRIVATE = "group"
    DIRECT = "im"
    GROUP = "mpim"


class FileAccess(StrEnum):
    """What an event says of a file; all but VISIBLE come from other organisations."""

    VISIBLE = "visible"
    CHECK_INFO = "check_file_info"
    NOT_FOUND = "file_not_found"
    DENIED = "access_denied"


class TokenKind(StrEnum):
    """Kinds of tokens; the value is the prefix."""

    BOT = "xoxb"
    APP = "xapp"


class ViewKind(StrEnum):
    """Kinds of views."""

    MODAL = "modal"
    HOME = "home"


#: What the app of a new local Slack may do, and which events it is told of.
USUAL_SCOPES = (
    "app_mentions:read",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "reactions:write",
    "team:read",
    "users:read",
)
USUAL_EVENTS = ("app_mention", "message.im", "app_home_opened", "app_uninstalled", "tokens_revoked")


@dataclass(kw_only=True, repr=False)
class App:
    """The app whose bot is tested."""

    id: str
    name: str
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    #: The token of Socket Mode.
    app_token: str
    scopes: tuple[str, ...] = USUAL_SCOPES
    events: set[str] = field(default_factory=lambda: set(USUAL_EVENTS))
    #: Names of commands and shortcuts; None lets everything pass.
    commands: set[str] | None = None
    shortcuts: set[str] | None = None
    redirect_urls: list[str] = field(default_factory=list)
    #: Where signed requests go; Socket Mode is used while it is empty.
    request_url: str = ""
    #: Whether bot tokens live for 12 hours and are refreshed.
    is_rotating: bool = False
    has_home: bool = True


@dataclass(kw_only=True, eq=False)
class Person:
    """A person, or the bot, in one workspace."""

    id: str
    name: str
    workspace: "Workspace" = field(repr=False)
    bot_id: str = ""
    locale: str = "en-US"
    time_zone: str = "Europe/Amsterdam"
    is_admin: bool = False
    is_deleted: bool = False

    @property
    def is_bot(self) -> bool:
        """Whether it is the app's bot."""
        return bool(self.bot_id)

    @property
    def mention(self) -> str:
        """How a message calls this person."""
        return f"<@{self.id}>"


@dataclass(kw_only=True, eq=False, repr=False)
class Grant:
    """A token and what it opens."""

    token: str
    kind: TokenKind
    workspace: "Workspace | None"
    scopes: tuple[str, ...]
    expires_at: datetime | None = None
    refresh_token: str = ""
    is_revoked: bool = False
    #: Present where the token speaks for all workspaces of an organisation, and then there is no `workspace`.
    organisation: "Organisation | None" = None

    def opens(self, workspace: "Workspace") -> bool:
        """Tell whether the token is good in a workspace."""
        return workspace is self.workspace or (self.organisation is not None and workspace.grant is self)


@dataclass(kw_only=True, eq=False, repr=False)
class Organisation:
    """A company with several workspaces, which can install the app for all of them at once."""

    id: str
    name: str
    workspaces: "list[Workspace]" = field(default_factory=list)
    grant: Grant | None = None


@dataclass(kw_only=True, eq=False, repr=False)
class Workspace:
    """A workspace."""

    id: str
    name: str
    domain: str
    organisation: Organisation | None = None
    bot: Person | None = None
    grant: Grant | None = None
    installer: Person | None = None
    #: Block types that this workspace does not know, as old clients.
    refused_blocks: set[str] = field(default_factory=set)
    #: After how many seconds messages can no longer be edited.
    edit_window_seconds: float | None = None
    upload_limit_bytes: int = GIB
    #: A name such as `storage_limit_reached`, when the workspace takes no uploads.
    upload_refusal: str = ""
    #: Whether files with an alternative text are never shared, as long as Slack has that bug.
    drops_described_files: bool = True
    #: Whether uploads are ever shared.
    shares_files: bool = True
    #: How long an upload takes to appear in its channel.
    share_seconds: float = 0
    #: Whether a file of a public channel can be read without being a member.
    opens_public_files: bool = False

    @property
    def bot_token(self) -> str:
        """The bot's token here."""
        if self.grant is None:
            problem = f"the app is not installed in {self.name}"
            raise LookupError(problem)
        return self.grant.token

    @property
    def governor(self) -> Organisation | None:
        """The organisation that installed the app here, where the workspace did not do so by itself."""
        is_theirs = self.grant is not None and self.grant.organisation is not None
        return self.organisation if is_theirs else None

    @property
    def is_installed(self) -> bool:
        """Whether the app is here."""
        return self.grant is not None and not self.grant.is_revoked


@dataclass(kw_only=True, eq=False, repr=False)
class Channel:
    """A conversation."""

    id: str
    kind: ChannelKind
    workspace: Workspace
    name: str = ""
    created_at: datetime
    members: list[Person] = field(default_factory=list)
    is_archived: bool = False
    is_read_only: bool = False
    #: Whether people of another organisation are here.
    is_external: bool = False
    #: Everything that was ever posted here, oldest first.
    messages: "list[Message]" = field(default_factory=list)

    @property
    def has_bot(self) -> bool:
        """Whether the bot is a member."""
        return any(person is self.workspace.bot for person in self.members)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that a person sends."""

    filename: str
    content: bytes
    mimetype: str = ""
    title: str = ""
    access: FileAccess = FileAccess.VISIBLE
    #: "hosted", or "external", "tombstone", "hidden_by_limit" for files that cannot be downloaded.
    mode: str = "hosted"


@dataclass(frozen=True, kw_only=True)
class Share:
    """Where a file was posted."""

    channel: Channel
    ts: str
    thread_ts: str | None


@dataclass(kw_only=True, eq=False, repr=False)
class File:
    """A file, from the moment at which its upload was announced."""

    id: str
    workspace: Workspace
    owner: Person
    name: str
    title: str
    mimetype: str
    announced_bytes: int
    created_at: datetime
    content: bytes | None = None
    alt_txt: str = ""
    access: FileAccess = FileAccess.VISIBLE
    mode: str = "hosted"
    is_complete: bool = False
    is_deleted: bool = False
    #: Whether it was put into a view, which shows it to the bot and to nobody else.
    is_from_view: bool = False
    shares: list[Share] = field(default_factory=list)
    #: How often it was posted, deletions not taken off.
    times_shared: int = 0


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What a message became, and when."""

    at: datetime
    text: str
    blocks: list[Json]


@dataclass(kw_only=True, eq=False, repr=False)
class Message:
    """A message as it is now."""

    ts: str
    channel: Channel
    author: Person
    created_at: datetime
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    client_msg_id: str = ""
    edited_at: datetime | None = None
    reactions: dict[str, list[Person]] = field(default_factory=dict)
    #: Who alone sees it.
    viewer: Person | None = None
    is_deleted: bool = False
    #: What it has been, beginning with its first form.
    edits: list[Edit] = field(default_factory=list)
    #: What was ever posted in its thread, oldest first.
    replies: "list[Message]" = field(default_factory=list)

    @property
    def is_ephemeral(self) -> bool:
        """Whether one person alone sees it."""
        return self.viewer is not None

    @property
    def is_reply(self) -> bool:
        """Whether it stands in the thread of another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def elements(self) -> list[Json]:
        """Every part with an action id, in the order of reading."""
        return [part for part in walk_parts(self.blocks) if part.get("action_id")]

    @property
    def buttons(self) -> list[Json]:
        """The buttons, in the order of reading."""
        return [part for part in self.elements if part["type"] == "button"]

    @property
    def words(self) -> str:
        """Everything that can be read in the blocks, or the text when there are none."""
        found = [part["text"] for part in walk_parts(self.blocks) if isinstance(part.get("text"), str)]
        titles = [part["title"] for part in walk_parts(self.blocks) if isinstance(part.get("title"), str)]
        return "\n".join([*titles, *found]) or self.text


def walk_parts(value: object) -> list[Json]:
    """List blocks and everything in them, in the order of reading."""
    if isinstance(value, list):
        return [part for inner in value for part in walk_parts(inner)]
    if not isinstance(value, dict):
        return []
    return [value] + [part for inner in value.values() if isinstance(inner, dict | list) for part in walk_parts(inner)]


@dataclass(kw_only=True, eq=False, repr=False)
class View:
    """A modal or somebody's home tab."""

    id: str
    kind: ViewKind
    workspace: Workspace
    person: Person
    payload: Json
    hash: str
    #: The view below it, when it was pushed onto one.
    below: "View | None" = None
    root_id: str = ""
    is_open: bool = True
    #: What it has been, beginning with its first form.
    forms: list[Json] = field(default_factory=list)
    #: What the person has put in, by block and action.
    values: dict[str, dict[str, Json]] = field(default_factory=dict)
    #: What the bot said of the fields at the last submission, by block id.
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """What it shows."""
        blocks: list[Json] = self.payload["blocks"]
        return blocks

    @property
    def elements(self) -> list[Json]:
        """Every part with an action id, in the order of reading."""
        return [part for part in walk_parts(self.blocks) if part.get("action_id")]

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return "\n".join(part["text"] for part in walk_parts(self.payload) if isinstance(part.get("text"), str))


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request that the server got, and what it answered."""

    at: datetime
    method: str
    workspace: Workspace | None
    arguments: Json
    headers: dict[str, str]
    status: int
    answer: Any
    answer_headers: dict[str, str]

    @property
    def error(self) -> str:
        """The name of the error, empty when all was well."""
        return str(self.answer.get("error", "")) if isinstance(self.answer, dict) else ""
