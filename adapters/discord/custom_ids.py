"""The ids that buttons and forms carry: a verb and what it is about, so that they work for ever, after any restart."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.job.card import Action

_JOB = re.compile(r"job:([a-z0-9]{24}):([a-z_]{1,20})")
_FORM = re.compile(r"form:([a-z]{1,20}):([a-z0-9]{1,40})")


class OwnVerb(StrEnum):
    """What buttons of this adapter do beside the core's actions."""

    #: Hand out a stored video once more, privately.
    FETCH = "fetch"


class FormKind(StrEnum):
    """What a form continues."""

    EDIT = "edit"
    CONTINUE = "continue"
    #: Pictures of a message, kept in memory while the form is open.
    DRAFT = "draft"


Verb: TypeAlias = Action | OwnVerb


@dataclass(frozen=True, kw_only=True)
class JobButtonId:
    """The id of a button that does something with a job."""

    job_id: str
    verb: Verb

    def spell(self) -> str:
        """Return the id as Discord keeps it."""
        return f"job:{self.job_id}:{self.verb.value}"


@dataclass(frozen=True, kw_only=True)
class FormId:
    """The id of a form."""

    kind: FormKind
    #: A job's id or a draft's.
    subject: str

    def spell(self) -> str:
        """Return the id as Discord keeps it."""
        return f"form:{self.kind.value}:{self.subject}"


def parse_custom_id(text: str) -> JobButtonId | FormId | None:
    """Read an id of ours; return None for anything else."""
    if match := _JOB.fullmatch(text):
        verb = _find_verb(match[2])
        return None if verb is None else JobButtonId(job_id=match[1], verb=verb)
    match = _FORM.fullmatch(text)
    if match is None or match[1] not in set(FormKind):
        return None
    return FormId(kind=FormKind(match[1]), subject=match[2])


def _find_verb(word: str) -> Verb | None:
    if word in set(Action):
        return Action(word)
    return OwnVerb(word) if word in set(OwnVerb) else None
