"""What the program and the process that listens to Discord say to each other; how it travels is in `adapters.line`.

All but the first and the last kind are about one connection to the gateway, whose number comes before everything else.
"""

from enum import IntEnum


class FrameKind(IntEnum):
    """What a frame brings."""

    #: To the listener, first of all: how Discord is called, as JSON.
    ACCOUNT = 1
    #: To the listener: open a connection to this address.
    OPEN = 2
    #: To the listener: something for the gateway.
    SAY = 3
    #: To the listener: close the connection with this code.
    HANG_UP = 4
    #: To the program: the connection stands.
    OPENED = 5
    #: To the program: it could not be opened, and why.
    REFUSED = 6
    #: To the program: what the gateway said.
    HEARD = 7
    #: To the program: the connection ended with this code.
    GONE = 8
    #: To the program: a line for its log, as JSON.
    RECORD = 9


def build_text(number: int, content: str = "") -> str:
    """Return the text of a frame that is about a connection."""
    return f"{number} {content}"


def split_text(text: str) -> tuple[int, str]:
    """Return which connection a text is about, and what it says of it."""
    number, _, content = text.partition(" ")
    return int(number), content
