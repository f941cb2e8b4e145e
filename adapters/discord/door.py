"""What the program and the process at its door agree on: whom the door greets, and the words they pass each other."""

from enum import StrEnum
from typing import Any

import discord

_TYPED = 1


class Word(StrEnum):
    """How each line begins."""

    #: From the program: greet people, or leave them to me.
    OPEN = "open"
    CLOSE = "close"
    #: From the door: I hear people, or I do not.
    HEARING = "hearing"
    DEAF = "deaf"
    #: From the door: this interaction is acknowledged, or is not.
    ACKNOWLEDGED = "acknowledged"
    MISSED = "missed"
    #: From the door: something for the log.
    LOG = "log"


def build_line(word: Word, rest: object = "") -> bytes:
    """Return one line for the other side; `rest` must not span lines."""
    return f"{word} {rest}".rstrip().encode() + b"\n"


def read_line(line: bytes) -> tuple[Word, str]:
    """Return what one line says."""
    word, _, rest = line.decode().rstrip("\n").partition(" ")
    return Word(word), rest


def is_greeted(interaction: discord.Interaction) -> bool:
    """Tell whether the door acknowledges this: a typed command, which is answered in private and later."""
    data: Any = interaction.data or {}
    is_command = interaction.type is discord.InteractionType.application_command
    return is_command and data.get("type", _TYPED) == _TYPED
