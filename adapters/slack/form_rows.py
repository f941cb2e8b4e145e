"""Which fields a form has, by what it is about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from adapters.slack.drafts import Draft, FormKind
from adapters.slack.forms import FormRow
from bot.job.job import Job
from bot.messages import slack as sentences
from bot.request.generation_request import RequestOptions, ShotMode
from bot.request.option import Option, OptionKind
from bot.request.options import FIRST, LAST, OPTIONS, PROMPT, SHOTS
from bot.request.spelling import spell_options

_PICTURES = (FIRST, LAST)
#: Which picture can be uploaded in a form that is about something already.
_UPLOADS: Mapping[FormKind, tuple[Option, ...]] = MappingProxyType(
    {
        FormKind.NEW: _PICTURES,
        FormKind.PICTURES: (LAST,),
        FormKind.EDIT: (FIRST,),
        FormKind.CONTINUE: (LAST,),
    }
)


@dataclass(frozen=True, kw_only=True)
class Before:
    """What was said before in the words of the options, so that nobody has to say it again."""

    words: Mapping[str, str] = field(default_factory=dict)
    is_storyboard: bool = False

    @property
    def has_more(self) -> bool:
        """Tell whether it says anything that a short form does not show."""
        plain = spell_options(RequestOptions())
        shown_first = {SHOTS.name} if self.is_storyboard else set()
        advanced = {option.name for option in OPTIONS if option.is_advanced} - shown_first
        return any(self.words.get(name, "") not in {"", plain.get(name)} for name in advanced)


def read_before(job: Job, *, kind: FormKind) -> Before:
    """Return what a job said; a video that continues another needs a new prompt."""
    words = spell_options(job.request.options)
    if kind is FormKind.CONTINUE:
        return Before(words={**words, PROMPT.name: ""})
    return Before(words=words, is_storyboard=job.request.options.shots.mode is ShotMode.CUSTOM)


def list_rows(draft: Draft, before: Before) -> list[FormRow]:
    """Return the fields of a form."""
    return [_build_row(option, draft, before) for option in _list_options(draft, before)]


def _list_options(draft: Draft, before: Before) -> list[Option]:
    words = SHOTS if before.is_storyboard else PROMPT
    pictures = _PICTURES if len(draft.files) > 1 else _UPLOADS[draft.kind]
    first = [*pictures, words] if draft.kind is FormKind.NEW else [words, *pictures]
    others = [option for option in OPTIONS if option not in first and option.kind is not OptionKind.PICTURE]
    plain = [option for option in others if not option.is_advanced and option is not PROMPT]
    advanced = [option for option in others if option.is_advanced or option is PROMPT]
    return [*first, *plain, *(advanced if draft.has_more else [])]


def _build_row(option: Option, draft: Draft, before: Before) -> FormRow:
    if option.kind is not OptionKind.PICTURE:
        return FormRow(option=option, default=before.words.get(option.name, ""))
    if len(draft.files) > 1:
        names = [sentences.picture_number(number, name=file.name) for number, file in enumerate(draft.files, 1)]
        return FormRow(
            option=option, names=names, default=before.words.get(option.name, "0" if option is FIRST else "")
        )
    return FormRow(option=option)
