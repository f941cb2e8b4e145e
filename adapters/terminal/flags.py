"""The flags of `flipbook animate`: one for each row of the option table, and a few that only a terminal has.

What a value may be is not judged here: values go to the core as they were typed, so that its own sentences answer.
"""

from collections.abc import Mapping
from inspect import Parameter, Signature
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from bot.help import describe_default, describe_values
from bot.messages import terminal as sentences
from bot.request.option import Option, OptionKind
from bot.request.options import LAST, OPTIONS

#: Other names under which people look for an option.
_ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType({LAST.name: ("--end",)})
_METAVARS: Mapping[OptionKind, str] = MappingProxyType(
    {
        OptionKind.PICTURE: "FILE",
        OptionKind.TEXT: "WORDS",
        OptionKind.LONG_TEXT: "WORDS",
        OptionKind.INTEGER: "NUMBER",
        OptionKind.CHOICE: "CHOICE",
        OptionKind.STORYBOARD: "SHOTS",
        OptionKind.LIST: "IDS",
        OptionKind.ADDRESS: "URL",
    }
)


def build_signature() -> Signature:
    """Return the parameters of the command in the form that Typer reads."""
    return Signature([_build_words(), *(_build_flag(option) for option in OPTIONS), *_build_own_flags()])


def _build_words() -> Parameter:
    words = typer.Argument(metavar="[PICTURE] [PROMPT]", help=sentences.words_help(), show_default=False)
    return _build_parameter("words", Annotated[list[str] | None, words], default=None)


def _build_flag(option: Option) -> Parameter:
    if option.kind is OptionKind.SWITCH:
        switch = typer.Option(f"--{option.name}/--no-{option.name}", help=_describe(option), show_default=False)
        return _build_parameter(option.name, Annotated[bool | None, switch], default=None)
    names = (f"--{option.name}", *_ALIASES.get(option.name, ()))
    flag = typer.Option(*names, metavar=_METAVARS[option.kind], help=_describe(option), show_default=False)
    return _build_parameter(option.name, Annotated[str | None, flag], default=None)


def _build_own_flags() -> tuple[Parameter, ...]:
    """Return what only a terminal needs to be told."""
    output = typer.Option("-o", "--output", metavar="FILE", help=sentences.output_help(), show_default=False)
    folder = typer.Option("--data-folder", metavar="FOLDER", help=sentences.data_folder_help(), show_default=False)
    resume = typer.Option("--resume", metavar="JOB_ID", help=sentences.resume_help(), show_default=False)
    switches = {
        "force": typer.Option("--force", help=sentences.force_help()),
        "yes": typer.Option("--yes", "-y", help=sentences.yes_help()),
        "json": typer.Option("--json", help=sentences.json_help()),
    }
    return (
        _build_parameter("output", Annotated[Path | None, output], default=None),
        *(_build_parameter(name, Annotated[bool, switch], default=False) for name, switch in switches.items()),
        _build_parameter("resume", Annotated[str | None, resume], default=None),
        _build_parameter("data_folder", Annotated[Path | None, folder], default=None),
    )


def _build_parameter(name: str, annotation: object, *, default: object) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _describe(option: Option) -> str:
    """Return the help of an option with what it takes; switches show that by themselves."""
    if option.kind in {OptionKind.SWITCH, OptionKind.PICTURE}:
        return option.help
    return sentences.flag_help(option.help, values=describe_values(option), default=describe_default(option))
