"""The ids that buttons, fields and ways in carry: a verb and what it is about, so that they work for ever."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from bot.job.card import Action

#: The entry in a message's menu.
MESSAGE_SHORTCUT = "animate_message"
#: The entry in the search and in the menu of the message field.
GLOBAL_SHORTCUT = "animate_global"
#: The form, whatever it is about; its `private_metadata` says what.
ANIMATE_FORM = "animate_form"
#: The button of the Home tab that opens an empty form.
OPEN_FORM = "home:animate"
#: The button that opens a refused form anew; its value carries the form.
OPEN_AGAIN = "again:form"
#: The button of a form that shows the options which few people need.
MORE = "form:more"
#: The field of a form that asks where the video should come; block and field share the name.
WHERE = "where"

ANIMATE_COMMAND = "/animate"
JOBS_COMMAND = "/jobs"
NOTIFY_COMMAND = "/notify"

_JOB = re.compile(r"job:([a-z0-9]{24}):([a-z_]{1,20})")
#: What the ids of all job buttons, fields and refused forms look like, for routing.
JOB_BUTTONS = re.compile(r"^job:")
FIELDS = re.compile(r"^field:")
AGAIN_BUTTONS = re.compile(r"^again:")


class OwnVerb(StrEnum):
    """What buttons of this adapter do beside the core's actions."""

    #: Post the video of a thread or a direct message where the whole channel sees it.
    POST = "post"
    #: Send a stored video once more, by direct message.
    FETCH = "fetch"


Verb: TypeAlias = Action | OwnVerb


@dataclass(frozen=True, kw_only=True)
class JobButtonId:
    """The id of a button that does something with a job."""

    job_id: str
    verb: Verb

    def spell(self) -> str:
        """Return the id as Slack keeps it in `action_id`."""
        return f"job:{self.job_id}:{self.verb.value}"


def parse_job_button(text: str) -> JobButtonId | None:
    """Read the id of a job's button; return None for anything else."""
    match = _JOB.fullmatch(text)
    verb = None if match is None else _find_verb(match[2])
    return None if match is None or verb is None else JobButtonId(job_id=match[1], verb=verb)


def spell_field(option_name: str) -> str:
    """Return the `action_id` of the field for an option; its `block_id` is the option's name alone."""
    return f"field:{option_name}"


def _find_verb(word: str) -> Verb | None:
    if word in set(Action):
        return Action(word)
    return OwnVerb(word) if word in set(OwnVerb) else None
