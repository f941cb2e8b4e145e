"""What the flags of `flipbook studio` are taken for."""

import pytest

from adapters.terminal.program import run_program
from bot.__main__ import app


@pytest.mark.parametrize(
    ("key", "part"),
    [
        ("", "is empty"),
        ("=10", "is empty"),
        (" =10", "is empty"),
        ("sk-a=much", "`much` is not a number of credits"),
        ("sk-a=nan", "`nan` is not a number of credits"),
        ("sk-a=inf", "`inf` is not a number of credits"),
        ("sk-a=-1", "`-1` is not a number of credits"),
    ],
)
def test_refuses_a_key_that_cannot_be_meant(capsys: pytest.CaptureFixture[str], key: str, part: str) -> None:
    code = run_program(app, ["studio", "--port", "0", "--key", key])

    assert (code, part in capsys.readouterr().err) == (2, True)
