"""What somebody typed after `flipbook animate`, sorted into pictures, words and wishes, before the core sees it."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import RequestRefused
from bot.job.service import build_job_id
from bot.messages import terminal as sentences
from bot.request.generation_request import Frozen, RequestOptions
from bot.request.options import FIRST, LAST, OPTIONS, PROMPT
from bot.request.reading import read_options
from bot.request.rules import check_rules

PLATFORM = "terminal"

_JOB_ID = re.compile(r"[0-9a-f]{24}")
_FILE_NAME = re.compile(r"\S+\.[A-Za-z0-9]{2,5}")
_MOST_WORDS = 2


class AnimateOrder(Frozen):
    """One call of the command."""

    #: Unique to this call; a job's id is made from it.
    event_id: str
    #: Raw values by option name, as typed.
    options: Mapping[str, object] = {}
    first: Path | None = None
    last: Path | None = None
    #: Where the video goes; None leaves the name to us.
    output: Path | None = None
    #: Whether an existing file may be replaced.
    force: bool = False
    #: Whether a price was agreed to beforehand.
    yes: bool = False
    #: The job to take up again instead of starting one.
    resume: str | None = None

    @property
    def job_id(self) -> str:
        """Return the id of the job that this call starts or takes up."""
        return self.resume or build_job_id(PLATFORM, self.event_id)

    def check(self) -> RequestOptions:
        """Return what was asked for; raise `RequestRefused` for whatever can be seen before anything is opened."""
        options = read_options(self.options)
        check_rules(options, has_first=self.first is not None, has_last=self.last is not None)
        for name, path in ((FIRST.name, self.first), (LAST.name, self.last)):
            if path is not None and not path.is_file():
                raise RequestRefused(sentences.no_such_picture(str(path)), option=name)
        return options


def read_order(said: Mapping[str, object], *, event_id: str) -> AnimateOrder:
    """Sort the values of all flags and words; raise `RequestRefused` where they contradict each other."""
    values = {option.name: said[option.name] for option in OPTIONS if said[option.name] is not None}
    words = said["words"]
    _assign_words(tuple(words) if isinstance(words, Sequence) else (), values)
    wishes = {name: said[name] for name in ("output", "force", "yes", "resume")}
    order = AnimateOrder.model_validate(
        {
            "event_id": event_id,
            "first": values.pop(FIRST.name, None),
            "last": values.pop(LAST.name, None),
            "options": values,
            **wishes,
        }
    )
    _check_resumption(order)
    return order


def _assign_words(words: Sequence[str], values: dict[str, object]) -> None:
    """Add the words without flags to `values`: a picture, a prompt, or the one before the other."""
    if len(words) > _MOST_WORDS:
        raise RequestRefused(sentences.too_many_words(words[_MOST_WORDS]), option=PROMPT.name)
    names = [FIRST.name, PROMPT.name]
    if len(words) == 1:
        names = [FIRST.name if _is_picture(words[0], values) else PROMPT.name]
    for name, word in zip(names, words, strict=False):
        if name in values:
            raise RequestRefused(sentences.said_twice(name), option=name)
        values[name] = word


def _is_picture(word: str, values: Mapping[str, object]) -> bool:
    """Tell whether a single word is the picture and not the prompt."""
    if FIRST.name in values:
        return False
    return _FILE_NAME.fullmatch(word) is not None or (PROMPT.name in values and " " not in word) or _is_file(word)


def _is_file(word: str) -> bool:
    try:
        return Path(word).is_file()
    except (OSError, ValueError):
        # Too long for a file name, or with characters that no name has.
        return False


def _check_resumption(order: AnimateOrder) -> None:
    if order.resume is None:
        return
    if _JOB_ID.fullmatch(order.resume) is None:
        raise RequestRefused(sentences.not_a_job_id(order.resume[:40]), option="resume")
    if order.options or order.first or order.last or order.output:
        raise RequestRefused(sentences.resume_stands_alone(), option="resume")
