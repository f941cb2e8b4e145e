import errno
import json

import pytest
import typer

from adapters.terminal.program import run_program
from bot.errors import RequestRefused, ServiceFailed


def _build_app(fault: BaseException | None = None) -> typer.Typer:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)

    @app.command()
    def work(*, json: bool = False) -> None:
        """Do something."""
        if fault is not None:
            raise fault
        typer.echo(str(json))

    return app


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (None, 0),
        (typer.Exit(4), 4),
        (RequestRefused("No picture."), 2),
        (ServiceFailed("No disk."), 3),
        (ExceptionGroup("", [ServiceFailed("No disk.")]), 3),
        (OSError(errno.EADDRINUSE, ""), 2),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_end_has_its_code(fault: BaseException | None, code: int) -> None:
    assert run_program(_build_app(fault), []) == code


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        run_program(_build_app(ZeroDivisionError()), [])


def test_a_mistyped_flag_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    code = run_program(_build_app(), ["--jsn"])

    assert (code, "--json" in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize("arguments", [["--json", "--jsn"], ["--json"]])
def test_scripts_get_every_refusal_as_json(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run_program(_build_app(RequestRefused("No picture.", option="first")), arguments)

    answer = json.loads(capsys.readouterr().out)
    assert (answer["state"], answer["cost"]) == ("refused", 0)
