"""How the program and the process that listens to Slack talk to each other: frames of a kind, a length and a text.

What the texts say is known to those who write and read them.
"""

import struct
from asyncio import IncompleteReadError, StreamReader
from dataclasses import dataclass
from enum import IntEnum

_HEAD = struct.Struct("!BI")


class FrameKind(IntEnum):
    """What a frame brings."""

    #: To the listener, first of all: how to reach Slack, as JSON.
    ACCOUNT = 1
    #: To the listener: an acknowledgement with an answer in it, as Slack is to get it.
    ANSWER = 2
    #: To the program: what Slack sent, as it came.
    ENVELOPE = 3
    #: To the program: whether Slack can be heard, as JSON.
    STATE = 4
    #: To the program: a line for its log, as JSON.
    RECORD = 5
    #: To the program: nothing but that the listener is alive.
    BEAT = 6


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One thing that was said."""

    kind: FrameKind
    text: str


def build_frame(kind: FrameKind, text: str = "") -> bytes:
    """Return a frame as it travels."""
    content = text.encode()
    return _HEAD.pack(kind, len(content)) + content


async def read_frame(reader: StreamReader) -> Frame | None:
    """Return the next frame, or None when there are no more; one that was cut off counts for nothing."""
    try:
        kind, length = _HEAD.unpack(await reader.readexactly(_HEAD.size))
        content = await reader.readexactly(length)
    except (IncompleteReadError, ConnectionError):
        return None
    return Frame(kind=FrameKind(kind), text=content.decode())
