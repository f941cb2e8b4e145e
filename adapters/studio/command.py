"""The command `flipbook studio`: reads flags and serves. What the studio does is not its business."""

import asyncio
import math
import secrets
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from adapters.studio.server import serve_studio
from adapters.studio.settings import HOUR_SECONDS, CreditUnit, Generation, StudioKey, StudioLifetimes, StudioSettings
from bot.environment import read_settings
from bot.errors import RequestRefused
from bot.lifeline import run_while_input_lasts
from bot.logs import set_up_logging
from bot.messages import terminal as sentences


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
    keep_hours: Annotated[
        int | None,
        typer.Option(
            min=1, help="For how many hours tasks, uploads and videos are kept.", show_default="720, 72 and 24"
        ),
    ] = None,
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
        lifetimes=StudioLifetimes() if keep_hours is None else StudioLifetimes.all_alike(keep_hours * HOUR_SECONDS),
    )
    settings = read_settings()
    set_up_logging(level=settings.log_level, log_format=settings.log_format, stream=sys.stderr)
    serving = serve_studio(own if workers is None else replace(own, workers=workers), announce=typer.echo)
    asyncio.run(run_while_input_lasts(serving) if ends_with_input else serving)


def _read_key(typed: str) -> StudioKey:
    token, _, balance = typed.partition("=")
    if not token.strip():
        raise RequestRefused(sentences.studio_key_empty())
    if not balance:
        return StudioKey(token=SecretStr(token))
    try:
        start_credits = float(balance)
    except ValueError as error:
        raise RequestRefused(sentences.studio_key_unusable(balance)) from error
    if not (math.isfinite(start_credits) and start_credits >= 0):
        raise RequestRefused(sentences.studio_key_unusable(balance))
    return StudioKey(token=SecretStr(token), start_credits=start_credits)


def _make_key() -> StudioKey:
    token = f"sk-{secrets.token_urlsafe(24)}"
    typer.echo(sentences.studio_key_made(token), err=True)
    return StudioKey(token=SecretStr(token))
