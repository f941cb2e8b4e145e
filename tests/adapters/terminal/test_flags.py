from typing import get_args

import pytest

from adapters.terminal.flags import build_signature
from bot.request.option import Option
from bot.request.options import OPTIONS

PARAMETERS = build_signature().parameters


def _read_names(option: str) -> tuple[str, ...]:
    _, flag = get_args(PARAMETERS[option].annotation)
    return (flag.default, *(flag.param_decls or ()))


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_option_has_a_flag_of_its_own_name(option: Option) -> None:
    names = _read_names(option.name)

    assert names[0].split("/")[0] == f"--{option.name}"


def test_the_last_frame_can_be_called_the_end() -> None:
    assert "--end" in _read_names("last")


def test_switches_can_be_turned_off() -> None:
    assert _read_names("sound") == ("--sound/--no-sound",)


def test_no_option_has_a_default_so_that_the_core_sees_only_what_was_typed() -> None:
    assert {PARAMETERS[option.name].default for option in OPTIONS} == {None}


def test_the_help_of_a_flag_names_range_and_default() -> None:
    _, flag = get_args(PARAMETERS["duration"].annotation)

    assert "3 to 15; default: 5" in flag.help
