"""Reads what people typed into `RequestOptions`, one option at a time, by the option table.

Only the shape of single values is judged here; what options mean to each other is `bot.request.rules`' business.
"""

import difflib
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from bot.errors import RequestRefused
from bot.messages import options as sentences
from bot.request.generation_request import RequestOptions, ShotMode, Storyboard
from bot.request.option import Option, OptionKind
from bot.request.options import DURATION, OPTIONS
from bot.request.storyboard import parse_storyboard

_ON = frozenset({"on", "true", "yes", "1"})
_OFF = frozenset({"off", "false", "no", "0", ""})
_ELEMENT_ID = re.compile(r"[A-Za-z0-9_-]+")
_WORD_OPTIONS = MappingProxyType({option.name: option for option in OPTIONS if option.kind is not OptionKind.PICTURE})


def read_options(raw: Mapping[str, object]) -> RequestOptions:
    """Turn raw values by option name into checked options; raise `RequestRefused` naming the option at fault.

    Missing and empty values take the option's default. A missing `duration` follows the sum of custom shots.
    """
    values: dict[str, object] = {}
    for name, typed in raw.items():
        option = _find_option(_make_sound(name))
        value = _make_sound(typed) if isinstance(typed, str) else typed
        if not _is_empty(value):
            values[name] = _READERS[option.kind](option, value)
    storyboard = values.get("shots")
    if isinstance(storyboard, Storyboard) and storyboard.mode is ShotMode.CUSTOM and DURATION.name not in values:
        values[DURATION.name] = _sum_of_shots(storyboard)
    return RequestOptions.model_validate(values)


def _find_option(name: str) -> Option:
    option = _WORD_OPTIONS.get(name)
    if option is not None:
        return option
    nearest = difflib.get_close_matches(name, _WORD_OPTIONS, n=1)
    sentence = sentences.unknown_option(name[:40], known=tuple(_WORD_OPTIONS), nearest=nearest[0] if nearest else None)
    raise RequestRefused(sentence)


def _make_sound(text: str) -> str:
    # Half a surrogate pair is valid JSON, and nothing behind us can store, send or show it.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _sum_of_shots(storyboard: Storyboard) -> int:
    total = sum(shot.seconds for shot in storyboard.shots)
    minimum, maximum = DURATION.minimum or 0, DURATION.maximum or 0
    if not minimum <= total <= maximum:
        sentence = sentences.shots_total_out_of_range(total=total, minimum=minimum, maximum=maximum)
        raise RequestRefused(sentence, option="shots")
    return total


def _read_text(option: Option, value: object) -> str:
    if not isinstance(value, str):
        raise RequestRefused(sentences.not_text(option.name), option=option.name)
    text = value.replace("\r\n", "\n").replace("\x00", "").strip()
    if option.max_length is not None and len(text) > option.max_length:
        sentence = sentences.too_long(option.name, length=len(text), maximum=option.max_length)
        raise RequestRefused(sentence, option=option.name)
    return text


def _read_integer(option: Option, value: object) -> int:
    minimum, maximum = option.minimum or 0, option.maximum or 0
    typed = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?[0-9]{1,9}", typed):
        sentence = sentences.not_a_whole_number(option.name, typed=typed[:40], minimum=minimum, maximum=maximum)
        raise RequestRefused(sentence, option=option.name)
    number = int(typed)
    if not minimum <= number <= maximum:
        sentence = sentences.out_of_range(option.name, value=number, minimum=minimum, maximum=maximum)
        raise RequestRefused(sentence, option=option.name)
    return number


def _read_choice(option: Option, value: object) -> str:
    typed = str(value).strip()
    allowed = tuple(choice.value for choice in option.choices)
    if typed.lower() not in allowed:
        raise RequestRefused(sentences.not_a_choice(option.name, typed=typed[:40], choices=allowed), option=option.name)
    return typed.lower()


def _read_switch(option: Option, value: object) -> bool:
    typed = str(value).strip().lower()
    if typed not in _ON | _OFF:
        raise RequestRefused(sentences.not_a_switch(option.name, typed=typed[:40]), option=option.name)
    return typed in _ON


def _read_storyboard(option: Option, value: object) -> Storyboard:
    return parse_storyboard(_read_text(option, value))


def _read_list(option: Option, value: object) -> tuple[str, ...]:
    entries = tuple(re.findall(r"[^,\s]+", value)) if isinstance(value, str) else ()
    maximum, longest = option.maximum or 0, option.max_length or 0
    if len(entries) > maximum:
        sentence = sentences.too_many_entries(option.name, count=len(entries), maximum=maximum)
        raise RequestRefused(sentence, option=option.name)
    for entry in entries:
        if not _ELEMENT_ID.fullmatch(entry) or len(entry) > longest:
            raise RequestRefused(sentences.bad_element_id(entry[:80]), option=option.name)
    return entries


_READERS: Mapping[OptionKind, Callable[[Option, object], object]] = MappingProxyType(
    {
        OptionKind.TEXT: _read_text,
        OptionKind.LONG_TEXT: _read_text,
        OptionKind.INTEGER: _read_integer,
        OptionKind.CHOICE: _read_choice,
        OptionKind.SWITCH: _read_switch,
        OptionKind.STORYBOARD: _read_storyboard,
        OptionKind.LIST: _read_list,
        OptionKind.ADDRESS: _read_text,
    }
)
