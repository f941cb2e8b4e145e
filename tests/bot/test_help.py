import pytest

from bot.help import build_help, describe_default, describe_values
from bot.request.option import Choice, Option, OptionKind
from bot.request.options import ASPECT, DURATION, ELEMENTS, OPTIONS, PROMPT, SOUND


@pytest.mark.parametrize("option", OPTIONS, ids=[option.name for option in OPTIONS])
def test_help_tells_of_every_option(option: Option) -> None:
    [line] = [line for line in build_help().splitlines() if line.startswith(f"`{option.name}` ")]

    assert option.help in line


def test_help_names_the_commands() -> None:
    for command in ("`/animate`", "`/jobs`", "`/notify`", "`/help`"):
        assert command in build_help()


@pytest.mark.parametrize(
    ("option", "values", "default"),
    [
        (DURATION, "3 to 15", "5"),
        (PROMPT, "up to 2,500 characters", ""),
        (ASPECT, "`auto`, `16:9`, `9:16`, `1:1`", "auto"),
        (SOUND, "`on`, `off`", "off"),
        (ELEMENTS, "up to 3 ids", ""),
    ],
)
def test_tells_what_an_option_takes_and_what_counts_without_it(option: Option, values: str, default: str) -> None:
    assert (describe_values(option), describe_default(option)) == (values, default)


@pytest.mark.parametrize("kind", list(OptionKind))
def test_every_kind_of_option_can_be_described(kind: OptionKind) -> None:
    choices = (Choice(value="a", label="A"),)

    assert describe_values(Option(name="x", kind=kind, label="X", help="X.", choices=choices))
