"""Runs the whole command line and turns whatever ends it into an exit code, for people and for scripts."""

from collections.abc import Sequence

import typer

from adapters.terminal.ending import Ending, Verdict, end_with
from adapters.terminal.faults import find_fault
from bot.messages import terminal as sentences

#: What people type, however this process was started.
_NAME = "flipbook"
_JSON = "--json"


def run_program(app: typer.Typer, arguments: Sequence[str]) -> int:
    """Return the exit code of a call with these arguments."""
    try:
        code = app(list(arguments), prog_name=_NAME, standalone_mode=False)
    except typer.TyperException as error:
        # Without any word at all, the message is the help itself.
        hint = sentences.help_hint() if arguments else ""
        return _tell(Ending(verdict=Verdict.REFUSED, sentence=f"{error.format_message()}{hint}"), arguments)
    except (Exception, BaseExceptionGroup) as error:
        fault = find_fault(error)
        if fault is None:
            raise
        return _tell(end_with(fault), arguments)
    return code if isinstance(code, int) else 0


def _tell(ending: Ending, arguments: Sequence[str]) -> int:
    typer.echo(ending.sentence, err=True)
    if _JSON in arguments:
        typer.echo(ending.build_json())
    return ending.exit_code
