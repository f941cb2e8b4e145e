"""The shape of one command option; the table of them stands in `bot.request.options`."""

from dataclasses import dataclass
from enum import StrEnum


class OptionKind(StrEnum):
    """What an option's value is, which decides how a platform asks for it."""

    PICTURE = "picture"
    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    CHOICE = "choice"
    SWITCH = "switch"
    #: Shots with their seconds, see `bot.request.storyboard`.
    STORYBOARD = "storyboard"
    #: Words separated by commas or spaces.
    LIST = "list"
    #: A public HTTPS address.
    ADDRESS = "address"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One allowed value of a CHOICE option."""

    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that can be said about a video; every platform, `/help` and the README table are made from it."""

    #: What people type; lower case.
    name: str
    kind: OptionKind
    #: What forms show.
    label: str
    #: One plain sentence of at most 100 characters.
    help: str
    default: str | int | bool | None = None
    #: Smallest and largest INTEGER, or number of entries of a LIST.
    minimum: int | None = None
    maximum: int | None = None
    #: Most characters of a text or of one entry of a LIST.
    max_length: int | None = None
    choices: tuple[Choice, ...] = ()
    examples: tuple[str, ...] = ()
    #: Shown only on demand where space is short.
    is_advanced: bool = False
