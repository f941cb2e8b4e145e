"""How the program and a process that listens for it talk to each other: frames of a kind, a length and a text.

Which kinds there are and what the texts say is known to those who write and read them.
"""

import struct
from asyncio import IncompleteReadError, StreamReader
from dataclasses import dataclass

_HEAD = struct.Struct("!BI")


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One thing that was said."""

    kind: int
    text: str


def build_frame(kind: int, text: str = "") -> bytes:
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
    return Frame(kind=kind, text=content.decode())
