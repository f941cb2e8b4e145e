"""The command line `flipbook`: reads flags, sets up logging, calls the part that was asked for, and nothing else."""

import asyncio
import secrets
import sys
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr
from rich.console import Console

from adapters.studio.server import serve_studio
from adapters.studio.settings import CreditUnit, Generation, StudioKey, StudioSettings
from adapters.terminal.command import AnimateCommandLine
from adapters.terminal.ending import Ending
from adapters.terminal.option_table import build_option_table
from adapters.terminal.order import AnimateOrder
from adapters.terminal.program import run_program
from adapters.terminal.screen import Screen
from bot.application import run_animate, run_bot
from bot.environment import read_settings
from bot.errors import RequestRefused
from bot.lifeline import run_while_input_lasts
from bot.logs import set_up_logging
from bot.messages import terminal as sentences
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
) -> None:
    """Run the chat page and everything behind it."""
    settings = read_settings(host=host, port=port, data_folder=data_folder)
    set_up_logging(level=settings.log_level, log_format=settings.log_format, stream=sys.stderr)
    asyncio.run(run_bot(settings, announce=lambda address: typer.echo(sentences.page_ready(address))))


@app.command(help=sentences.studio_help())
def studio(  # noqa: PLR0913  # the flags of a command are its parameters
    *,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes any free one.")] = 8090,
    data_folder: Annotated[Path, typer.Option(help="Where tasks, uploads and videos are kept.")] = Path("data/studio"),
    workers: Annotated[
        int | None, typer.Option(min=1, help="Videos drawn at once.", show_default="one per core")
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(envvar="FLIPBOOK_STUDIO_KEY", metavar="KEY[=CREDITS]", help="Who may call; may be repeated."),
    ] = None,
    public_url: Annotated[str | None, typer.Option(help="What links in answers begin with.")] = None,
    animatic_mark: Annotated[bool, typer.Option(help="Draw the small mark that says what the video is.")] = True,
    allow_insecure_callbacks: Annotated[
        bool,
        typer.Option(
            "--allow-insecure-callbacks", help="For tests: callbacks and pictures may use http and this machine."
        ),
    ] = False,
    generation: Annotated[
        Generation, typer.Option(help="The generation of the API to answer as.")
    ] = Generation.SUPERSET,
    credit_unit: Annotated[CreditUnit, typer.Option(help="The unit in which credits are told.")] = CreditUnit.CREDITS,
    ends_with_input: Annotated[bool, typer.Option("--ends-with-input", hidden=True)] = False,
) -> None:
    """Serve the video API on this machine."""
    own = StudioSettings(
        data_dir=data_folder,
        host=host,
        port=port,
        public_url=public_url,
        keys=tuple(_read_key(typed) for typed in key) if key else (_make_key(),),
        animatic_mark=animatic_mark,
        allow_insecure_callbacks=allow_insecure_callbacks,
        generation=generation,
        credit_unit=credit_unit,
    )
    settings = read_settings()
    set_up_logging(level=settings.log_level, log_format=settings.log_format, stream=sys.stderr)
    serving = serve_studio(own if workers is None else replace(own, workers=workers), announce=typer.echo)
    asyncio.run(run_while_input_lasts(serving) if ends_with_input else serving)


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


def _animate(order: AnimateOrder, settings: Settings, screen: Screen) -> Ending:
    set_up_logging(level=settings.log_level, log_format=settings.log_format, stream=sys.stderr)
    return asyncio.run(run_animate(order, settings, screen=screen))


app.command(name="animate", help=sentences.animate_help())(
    AnimateCommandLine(_animate, read_settings=lambda folder: read_settings(data_folder=folder))
)


def main() -> None:
    """Run the command line and end the process with a code that says how it went."""
    sys.exit(run_program(app, sys.argv[1:]))


def _read_key(typed: str) -> StudioKey:
    token, _, balance = typed.partition("=")
    try:
        return StudioKey(token=SecretStr(token), start_credits=float(balance) if balance else None)
    except ValueError as error:
        raise RequestRefused(sentences.studio_key_unusable(balance)) from error


def _make_key() -> StudioKey:
    token = f"sk-{secrets.token_urlsafe(24)}"
    typer.echo(sentences.studio_key_made(token), err=True)
    return StudioKey(token=SecretStr(token))


if __name__ == "__main__":
    main()
