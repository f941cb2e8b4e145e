"""The option table and the commands as JSON, from which the page builds its forms."""

from collections.abc import Sequence
from dataclasses import asdict

from adapters.web.drawing import Json
from bot.messages import web as sentences
from bot.request.option import Option


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
