import io

from rich.console import Console

from adapters.terminal.option_table import build_option_table
from bot.request.options import OPTIONS


def test_every_option_is_in_the_table() -> None:
    written = io.StringIO()

    Console(file=written, width=200).print(build_option_table())

    assert all(f"--{option.name} " in written.getvalue() for option in OPTIONS)


def test_what_looks_like_markup_is_shown() -> None:
    written = io.StringIO()

    Console(file=written, width=200).print(build_option_table())

    assert "<<<element_1>>>" in written.getvalue()
