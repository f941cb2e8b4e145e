"""Forms that people fill in: built from the option table, read back from what Discord sends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import discord
from pydantic import BaseModel

from adapters.discord.custom_ids import FormId
from adapters.discord.picture import ContentServer, DiscordPicture
from bot.messages import discord as sentences
from bot.request.option import Option, OptionKind

_MOST_ENTRIES = 25
_TEXT_LENGTH = 4000
_FORM_SECONDS = 3600.0
#: The kinds of files that Discord's own picker offers where pictures are asked for.
PICTURES_ONLY = ("image",)


class _Field(BaseModel):
    custom_id: str = ""
    value: str | bool | None = None
    values: tuple[str, ...] = ()


class _Row(BaseModel):
    component: _Field | None = None


class _File(BaseModel):
    filename: str
    url: str
    flags: int = 0

    @property
    def is_spoiler(self) -> bool:
        return self.filename.startswith("SPOILER_") or bool(self.flags & discord.AttachmentFlags.spoiler.flag)


class _Resolved(BaseModel):
    attachments: dict[str, _File] = {}


class _Submission(BaseModel):
    components: tuple[_Row, ...] = ()
    resolved: _Resolved = _Resolved()


class PictureUpload(discord.ui.FileUpload[Any]):
    """A row that takes pictures alone, which the library cannot say yet. What comes is looked at all the same."""

    def to_component_dict(self) -> dict[str, Any]:  # type: ignore[override] # the library's own classes disagree
        """Describe the row to Discord."""
        return {**super().to_component_dict(), "file_types": list(PICTURES_ONLY)}


@dataclass(frozen=True, kw_only=True)
class FilledForm:
    """What somebody typed, chose and uploaded, by option name."""

    words: Mapping[str, str]
    pictures: Mapping[str, DiscordPicture]


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """One row of a form."""

    option: Option
    default: str = ""
    #: For pictures: the names to choose from; without them, the row takes an upload.
    names: Sequence[str] = ()


def build_form(form_id: FormId, rows: Sequence[FormRow]) -> discord.ui.Modal:
    """Return a form of at most five rows."""
    form = discord.ui.Modal(title=sentences.form_title(), custom_id=form_id.spell(), timeout=_FORM_SECONDS)
    for row in rows:
        option = row.option
        form.add_item(
            discord.ui.Label(text=option.label[:45], description=option.help[:100], component=_build_field(row))
        )
    return form


def read_form(payload: Mapping[str, Any], server: ContentServer) -> FilledForm:
    """Read a form that was sent."""
    submission = _Submission.model_validate(payload)
    fields = [row.component for row in submission.components if row.component is not None]
    uploads = submission.resolved.attachments
    words: dict[str, str] = {}
    pictures: dict[str, DiscordPicture] = {}
    for field in fields:
        value = field.values[0] if field.values else field.value
        if isinstance(value, str) and value in uploads:
            file = uploads[value]
            pictures[field.custom_id] = DiscordPicture(
                name=file.filename, url=file.url, server=server, is_spoiler=file.is_spoiler
            )
        elif isinstance(value, str) and value:
            words[field.custom_id] = value
    return FilledForm(words=words, pictures=pictures)


def _build_field(row: FormRow) -> discord.ui.Item[Any]:
    option = row.option
    if option.kind is OptionKind.PICTURE and not row.names:
        return PictureUpload(custom_id=option.name, required=False, min_values=0, max_values=1)
    entries = _list_entries(row)
    if 0 < len(entries) <= _MOST_ENTRIES:
        return discord.ui.Select(custom_id=option.name, required=False, min_values=0, options=entries)
    return discord.ui.TextInput(
        custom_id=option.name,
        style=discord.TextStyle.paragraph,
        required=False,
        default=row.default[:_TEXT_LENGTH] or None,
        max_length=min(option.max_length or _TEXT_LENGTH, _TEXT_LENGTH),
    )


def _list_entries(row: FormRow) -> list[discord.SelectOption]:
    option = row.option
    if option.kind is OptionKind.PICTURE:
        pairs = [(str(number), name) for number, name in enumerate(row.names[:_MOST_ENTRIES])]
    elif option.kind is OptionKind.CHOICE:
        pairs = [(choice.value, choice.label) for choice in option.choices]
    elif option.kind is OptionKind.INTEGER:
        numbers = range(option.minimum or 0, (option.maximum or 0) + 1)
        pairs = [(str(number), str(number)) for number in numbers]
    else:
        pairs = []
    default = row.default or str(option.default)
    return [discord.SelectOption(label=label[:100], value=value, default=value == default) for value, label in pairs]
