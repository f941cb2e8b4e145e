"""What is told to the bot, and what came back: one record for each event, command, click or form; no sending."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from tests.servers.slack.records import Channel, Json, Message, Person, View, Workspace

#: Slack says three, but a machine that stands still for a moment must not look like a bot that is slow.
TRIGGER_SECONDS = 30
RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60


class DeliveryKind(StrEnum):
    """Kinds of envelopes of Socket Mode."""

    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTIVE = "interactive"


@dataclass(kw_only=True, eq=False, repr=False)
class Trigger:
    """The right to open one view."""

    id: str
    workspace: Workspace
    person: Person
    made_at: datetime
    delivery: "Delivery | None" = None
    #: The view in which something was done, onto which another one may be pushed.
    view: View | None = None
    is_used: bool = False


@dataclass(kw_only=True, eq=False, repr=False)
class ResponseAddress:
    """The right to answer in a channel a few times."""

    key: str
    workspace: Workspace
    channel: Channel
    person: Person
    made_at: datetime
    delivery: "Delivery | None" = None
    #: The message whose button was pressed.
    message: Message | None = None
    uses: int = 0


@dataclass(kw_only=True, eq=False, repr=False)
class Delivery:
    """Something that the bot is told, and what it did."""

    kind: DeliveryKind
    payload: Json
    workspace: Workspace
    created_at: datetime
    person: Person | None = None
    #: How often it was sent.
    attempts: int = 0
    acknowledged_at: datetime | None = None
    #: How long the attempt that was answered took.
    answer_seconds: float | None = None
    #: What came with the acknowledgement.
    answer: Any = None
    #: Why it was given up: "timeout", "http_error" and so on.
    failure: str = ""
    #: The id of its first envelope in Socket Mode.
    envelope_id: str = ""
    #: Views opened, pushed or updated by way of it.
    views: list[View] = field(default_factory=list)
    #: Messages that came by its response address or with the acknowledgement.
    replies: list[Message] = field(default_factory=list)
    #: The view that was submitted or acted in.
    view: View | None = None
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_acknowledged(self) -> bool:
        """Whether the bot answered in time."""
        return self.acknowledged_at is not None

    @property
    def is_over(self) -> bool:
        """Whether it was answered or given up."""
        return self._ended.is_set()

    @property
    def errors(self) -> dict[str, str]:
        """What the bot said of the fields of a form, by block id."""
        is_refused = isinstance(self.answer, dict) and self.answer.get("response_action") == "errors"
        return dict(self.answer["errors"]) if is_refused else {}

    def end(self, *, failure: str = "") -> None:
        """Let nothing more happen to it."""
        self.failure = failure
        self._ended.set()

    async def over(self) -> None:
        """Wait until it was answered or given up."""
        await self._ended.wait()
