"""The option table and the commands as JSON, from which the page builds its forms, and options as form values."""

from collections.abc import Sequence
from dataclasses import asdict

from adapters.web.drawing import Json
from bot.messages import web as sentences
from bot.request.generation_request import RequestOptions, Storyboard
from bot.request.option import Option
from bot.request.storyboard import format_storyboard


def draw_options(options: Sequence[Option]) -> list[Json]:
    """Return the option table for the page."""
    return [asdict(option) for option in options]


def draw_commands() -> list[Json]:
    """Return the commands that the composer offers."""
    return [
        {"name": "animate", "help": sentences.animate_command()},
        {"name": "jobs", "help": sentences.jobs_command()},
        {"name": "notify", "help": sentences.notify_command()},
        {"name": "help", "help": sentences.help_command()},
    ]


def type_options(options: RequestOptions) -> dict[str, str]:
    """Return options the way a person would have typed them, so that a form can be filled with them."""
    return {name: _type_value(value) for name, value in options if value is not None}


def _type_value(value: object) -> str:
    if isinstance(value, Storyboard):
        return format_storyboard(value)
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)
