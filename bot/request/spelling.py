"""Spells options the way people type them, so that forms can be filled with what was asked for before."""

from bot.request.generation_request import RequestOptions, Storyboard
from bot.request.storyboard import format_storyboard


def spell_options(options: RequestOptions) -> dict[str, str]:
    """Return the words for each option, which `read_options` reads back as the same options."""
    return {name: _spell_value(value) for name, value in options if value is not None}


def _spell_value(value: object) -> str:
    if isinstance(value, Storyboard):
        return format_storyboard(value)
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)
