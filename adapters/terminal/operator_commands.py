"""What operators type: `flipbook jobs ...`, `forget`, `backup` and `restore`. Typer reads the signatures."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, Protocol

import typer

from bot.messages import operations as sentences
from bot.operations.console import OperatorConsole
from bot.operations.order import Verb

#: Asks the console something and prints what it says.
Ask = Callable[[Callable[[OperatorConsole], Awaitable[str | Sequence[str]]]], None]

_Job = Annotated[str, typer.Argument(help=sentences.job_argument_help(), metavar="JOB")]


class CopyFolder(Protocol):
    """Makes a backup in a folder, or brings one back from there, and prints what became of it."""

    def __call__(self, folder: Path) -> None:
        """Copy everything."""


def build_jobs_app(ask: Ask) -> typer.Typer:
    """Return the commands below `flipbook jobs`."""
    app = typer.Typer(help=sentences.jobs_help(), no_args_is_help=True, rich_markup_mode=None, add_completion=False)

    @app.command(name="list", help=sentences.list_help())
    def list_jobs(
        limit: Annotated[int, typer.Option(min=1, max=10_000, help=sentences.limit_help())] = 20,
    ) -> None:
        ask(lambda console: console.list_jobs(limit=limit))

    @app.command(help=sentences.show_help())
    def show(job: _Job) -> None:
        ask(lambda console: console.show_job(job))

    @app.command(name=Verb.RETRY_POST.value, help=sentences.retry_post_help())
    def retry_post(job: _Job) -> None:
        ask(lambda console: console.order(Verb.RETRY_POST, job))

    @app.command(name=Verb.REQUERY.value, help=sentences.requery_help())
    def requery(job: _Job) -> None:
        ask(lambda console: console.order(Verb.REQUERY, job))

    @app.command(help=sentences.refund_help())
    def refund(job: _Job) -> None:
        ask(lambda console: console.refund(job))

    return app


def add_upkeep(app: typer.Typer, ask: Ask, *, backup: CopyFolder, restore: CopyFolder) -> None:
    """Add `forget`, `backup` and `restore` to the program."""

    @app.command(help=sentences.forget_help())
    def forget(user: Annotated[str, typer.Option(help=sentences.user_help(), metavar="PLATFORM:ID")]) -> None:
        ask(lambda console: console.forget(user))

    @app.command(name="backup", help=sentences.backup_help())
    def make_backup(folder: Annotated[Path, typer.Argument(help=sentences.backup_folder_help())]) -> None:
        backup(folder)

    @app.command(name="restore", help=sentences.restore_help())
    def bring_back(folder: Annotated[Path, typer.Argument(help=sentences.restore_folder_help())]) -> None:
        restore(folder)
