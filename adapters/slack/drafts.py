"""What a form is about, kept in the form itself, so that it can be sent after any restart."""

from collections.abc import Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, ValidationError

from adapters.slack.occasion import Occasion
from adapters.slack.payloads import SlackFile
from adapters.slack.text import cut_text
from bot.errors import RequestRefused
from bot.messages import slack as sentences

#: Slack keeps no more characters with a form.
_MOST_CHARACTERS = 3000
_MOST_FILES = 10
_NAME_LENGTH = 60


class FormKind(StrEnum):
    """What a form continues."""

    #: Nothing: its pictures are uploaded in it.
    NEW = "new"
    #: Pictures of a message, or of a form that was refused.
    PICTURES = "pictures"
    EDIT = "edit"
    CONTINUE = "continue"


class DraftFile(BaseModel):
    """A picture that a form is about; everything else is asked of Slack when the form is sent."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str = ""
    #: Slack can show it in a form.
    is_shown: bool = False


class Draft(BaseModel):
    """What a form is about and where it was opened."""

    model_config = ConfigDict(frozen=True)

    kind: FormKind
    #: The job that is edited or continued.
    job_id: str = ""
    #: Pictures to choose from.
    files: tuple[DraftFile, ...] = ()
    #: Pictures that were uploaded in a form like this one before, by option.
    uploads: dict[str, DraftFile] = {}
    channel_id: str = ""
    thread: str | None = None
    response_url: str = ""
    has_more: bool = False

    def spell(self) -> str:
        """Return the draft as Slack keeps it."""
        spelt = self.model_dump_json(exclude_defaults=True)
        if len(spelt) <= _MOST_CHARACTERS:
            return spelt
        # Names are for people to choose by; the address of private answers can be done without.
        files = tuple(file.model_copy(update={"name": ""}) for file in self.files)
        return self.model_copy(update={"files": files, "response_url": ""}).model_dump_json(exclude_defaults=True)

    def place(self, occasion: Occasion) -> Occasion:
        """Return what was done in the form as if it had been done where the form was opened."""
        return Occasion(
            team_id=occasion.team_id,
            user_id=occasion.user_id,
            user_name=occasion.user_name,
            channel_id=self.channel_id,
            thread=self.thread,
            response_url=self.response_url,
            event_id=occasion.event_id,
        )


def begin_draft(
    kind: FormKind, occasion: Occasion, *, job_id: str = "", files: Sequence[SlackFile] = (), has_more: bool = False
) -> Draft:
    """Return the draft of a form that somebody opens."""
    return Draft(
        kind=kind,
        job_id=job_id,
        files=tuple(describe_file(file) for file in files[:_MOST_FILES]),
        channel_id=occasion.channel_id,
        thread=occasion.thread,
        response_url=occasion.response_url,
        has_more=has_more,
    )


def read_draft(text: str) -> Draft:
    """Read a draft; raise `RequestRefused` for anything else."""
    try:
        return Draft.model_validate_json(text)
    except ValidationError as error:
        raise RequestRefused(sentences.form_unreadable()) from error


def describe_file(file: SlackFile) -> DraftFile:
    """Return as much of a file as a draft keeps."""
    is_shown = file.mimetype in {"image/png", "image/jpeg", "image/gif"}
    return DraftFile(id=file.id, name=cut_text(file.name, length=_NAME_LENGTH), is_shown=is_shown)
