"""Errors leave a worker whole or as their description."""

import pytest

from bot.errors import RequestRefused
from bot.media.worker_process import call_function
from tests.bot.media import overruns


def test_returns_what_the_function_returns() -> None:
    assert call_function(overruns.add, 2, 3) == 5


def test_lets_out_errors_that_can_be_rebuilt() -> None:
    with pytest.raises(RequestRefused, match="another picture"):
        call_function(overruns.refuse)


def test_describes_errors_that_cannot_be_rebuilt() -> None:
    with pytest.raises(RuntimeError, match="StubbornError: because of rain"):
        call_function(overruns.raise_stubborn_error)
