"""The command line `flipbook`: reads flags, sets up logging, calls the part that was asked for, and nothing else."""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from adapters.slack.command import slack
from adapters.studio.command import studio
from adapters.terminal.command import AnimateCommandLine
from adapters.terminal.ending import Ending
from adapters.terminal.operator_commands import add_upkeep, build_jobs_app
from adapters.terminal.option_table import build_option_table
from adapters.terminal.order import AnimateOrder
from adapters.terminal.program import run_program
from adapters.terminal.screen import Screen
from bot.application.animate import run_animate
from bot.application.backup import run_backup, run_restore
from bot.application.console import ask_console
from bot.application.doctor import run_doctor
from bot.application.run import run_bot
from bot.environment import read_settings
from bot.logs import set_up_logging
from bot.messages import slack_setup as slack_sentences
from bot.messages import terminal as sentences
from bot.operations.console import OperatorConsole
from bot.settings import Settings

app = typer.Typer(
    name="flipbook",
    help=sentences.program_help(),
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)

_Host = Annotated[str | None, typer.Option(help="The address to listen on.", show_default="127.0.0.1")]


def _show_version(wanted: bool) -> None:  # noqa: FBT001  # the shape in which the library calls back
    if wanted:
        typer.echo(f"flipbook {metadata.version('flipbook')}")
        raise typer.Exit


@app.command(help=sentences.run_help())
def run(
    *,
    host: _Host = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 0 takes any free one.", show_default="8080")
    ] = None,
    data_folder: Annotated[
        Path | None, typer.Option(help="Where everything is kept that survives a restart.", show_default="data")
    ] = None,
    parts: Annotated[
        str | None,
        typer.Option(
            help="What this process runs, separated by commas: discord, slack, web, worker, studio.",
            show_default="all that is configured",
        ),
    ] = None,
) -> None:
    """Run the chat page and everything behind it."""
    settings = read_settings(host=host, port=port, data_folder=data_folder, parts=parts)
    set_up_logging(level=settings.log_level, log_format=settings.log_format, stream=sys.stderr)
    asyncio.run(run_bot(settings, announce=typer.echo))


app.command(name="studio", help=sentences.studio_help())(studio)


@app.command(help=sentences.doctor_help())
def doctor() -> None:
    """Check what is set up outside of this machine."""
    settings = read_settings()
    set_up_logging(level=settings.log_level, log_format=settings.log_format, stream=sys.stderr)
    findings = asyncio.run(run_doctor(settings))
    for finding in findings:
        typer.echo(sentences.finding(finding.sentence, is_good=finding.is_good))
    if not all(finding.is_good for finding in findings):
        raise typer.Exit(1)


@app.callback()
def describe(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Stand above all commands; what it can be told acts by itself."""


@app.command(help=sentences.options_help())
def options() -> None:
    """Show the option table."""
    Console().print(build_option_table())


app.add_typer(slack, name="slack", help=slack_sentences.slack_help())


def _animate(order: AnimateOrder, settings: Settings, screen: Screen) -> Ending:
    set_up_logging(level=settings.log_level, log_format=settings.log_format, stream=sys.stderr)
    return asyncio.run(run_animate(order, settings, screen=screen))


app.command(name="animate", help=sentences.animate_help())(
    AnimateCommandLine(_animate, read_settings=lambda folder: read_settings(data_folder=folder))
)


def _ask_console(ask: Callable[[OperatorConsole], Awaitable[str | Sequence[str]]]) -> None:
    settings = read_settings()
    set_up_logging(level="WARNING", log_format=settings.log_format, stream=sys.stderr)
    said = asyncio.run(ask_console(settings, ask))
    typer.echo(said if isinstance(said, str) else "\n".join(said))


def _copy(work: Callable[..., Coroutine[None, None, str]], folder: Path) -> None:
    typer.echo(asyncio.run(work(read_settings(), folder=folder)))


app.add_typer(build_jobs_app(_ask_console), name="jobs")
add_upkeep(app, _ask_console, backup=partial(_copy, run_backup), restore=partial(_copy, run_restore))


def main() -> None:
    """Run the command line and end the process with a code that says how it went."""
    # What was imported until now is never garbage; from now on there is some.
    gc.freeze()
    gc.enable()
    sys.exit(run_program(app, sys.argv[1:]))


if __name__ == "__main__":
    main()
