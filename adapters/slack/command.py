"""`flipbook slack manifest`: prints what the app is set up with at Slack."""

import json
from typing import Annotated

import typer

from adapters.slack.manifest import build_manifest
from bot.messages import slack_setup as sentences

slack = typer.Typer(no_args_is_help=True)


@slack.callback()
def describe() -> None:
    """Stand above all commands; it does nothing by itself."""


@slack.command(help=sentences.manifest_help())
def manifest(
    *,
    public_url: Annotated[
        str | None,
        typer.Option(help="The https address of this bot, where several workspaces are to install the app."),
    ] = None,
    http: Annotated[
        bool, typer.Option("--http", help="Let Slack send requests to the public address; no Socket Mode.")
    ] = False,
    one_workspace: Annotated[
        bool, typer.Option("--one-workspace", help="Let nobody else install the app; its token stands in the settings.")
    ] = False,
) -> None:
    """Print the manifest."""
    if public_url is not None and not public_url.startswith("https://"):
        raise typer.BadParameter(sentences.address_needs_https(), param_hint="--public-url")
    if http and public_url is None:
        raise typer.BadParameter(sentences.http_needs_an_address(), param_hint="--http")
    typer.echo(spell_manifest(public_url=public_url, uses_socket=not http, is_for_one=one_workspace))


def spell_manifest(*, public_url: str | None = None, uses_socket: bool = True, is_for_one: bool = False) -> str:
    """Return the manifest as it is pasted at Slack."""
    manifest = build_manifest(public_url=public_url, uses_socket=uses_socket, is_for_one=is_for_one)
    return json.dumps(manifest, indent=2, ensure_ascii=False)
