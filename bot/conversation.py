"""Channels and messages of chat platforms that Flipbook hosts itself, so that history survives a restart.

Platforms that keep their own history never touch these values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class MessageKind(StrEnum):
    """What a message is, which decides how it is drawn."""

    TEXT = "text"
    CARD = "card"
    RESULT = "result"
    NOTICE = "notice"


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A named place for messages."""

    #: Lower-case letters, digits and hyphens; unique.
    id: str
    name: str
    #: Only this person sees the channel; None means everybody.
    private_to: str | None
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message as it stands now."""

    #: Given by the store; grows with time within the whole store.
    id: int = 0
    channel_id: str
    author_id: str
    author_name: str
    kind: MessageKind
    #: Plain text; escaping is the page's business.
    text: str
    #: What the kind needs beside the text, as JSON values; pictures and videos are media keys in here.
    body: Mapping[str, Any]
    #: Unique where present: a second post with the same marker finds the first.
    marker: str | None
    created_at: datetime
    #: Given by the store; grows with every post, edit and deletion, so a reader can ask "what is new since".
    revision: int = 0
    deleted: bool = False
