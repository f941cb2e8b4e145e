"""What Discord is told at once about each interaction, before anybody looks into it.

Whether that has been done is written into the interaction itself, for those who deal with it.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from adapters.discord.custom_ids import FormId, FormKind, JobButtonId, OwnVerb, parse_custom_id

#: These open a form, which nothing may come before.
_OPENS_A_FORM = frozenset({FormKind.EDIT.value, FormKind.CONTINUE.value})
_MARK = "acknowledged_as"


class InteractionType(IntEnum):
    """What somebody did, in Discord's numbers."""

    COMMAND = 2
    COMPONENT = 3
    FORM = 5


class CommandType(IntEnum):
    """Which kind of command it was, in Discord's numbers; those on messages open a form."""

    CHAT = 1


class Acknowledgement(IntEnum):
    """What Discord is told, in its numbers."""

    #: Something is going on, which one person can see.
    THINKING = 5
    #: It was heard, and nothing changes for now.
    QUIET = 6


def choose_acknowledgement(interaction: Mapping[str, Any]) -> Acknowledgement | None:
    """Return what an interaction is acknowledged with at once, or None where that takes somebody who looks into it."""
    data = interaction.get("data") or {}
    match interaction.get("type"):
        case InteractionType.COMMAND:
            return Acknowledgement.THINKING if data.get("type", CommandType.CHAT) == CommandType.CHAT else None
        case InteractionType.COMPONENT | InteractionType.FORM:
            return _choose_by_id(str(data.get("custom_id", "")))
        case _:
            return None


def _choose_by_id(text: str) -> Acknowledgement | None:
    match parse_custom_id(text):
        case FormId() | JobButtonId(verb=OwnVerb.FETCH):
            return Acknowledgement.THINKING
        case JobButtonId(verb=verb) if verb.value not in _OPENS_A_FORM:
            return Acknowledgement.QUIET
        case _:
            return None


def mark_acknowledged(interaction: Mapping[str, Any], acknowledgement: Acknowledgement) -> None:
    """Write down in an interaction, as Discord sent it, what Discord was told."""
    interaction["data"][_MARK] = acknowledgement.value


def read_acknowledgement(data: Mapping[str, Any] | None) -> Acknowledgement | None:
    """Return what Discord was told already about the interaction with this `data`, if anything."""
    value = (data or {}).get(_MARK)
    return None if value is None else Acknowledgement(value)
