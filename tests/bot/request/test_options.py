import pytest

from bot.request.generation_request import RequestOptions
from bot.request.option import Option, OptionKind
from bot.request.options import OPTIONS
from bot.request.reading import read_options

every_option = pytest.mark.parametrize("option", OPTIONS, ids=[option.name for option in OPTIONS])


def test_every_option_is_declared_once() -> None:
    names = [option.name for option in OPTIONS]

    assert len(names) == len(set(names))


def test_the_table_names_every_part_of_a_request() -> None:
    words = {option.name for option in OPTIONS if option.kind is not OptionKind.PICTURE}

    assert words == set(RequestOptions.model_fields)


@every_option
def test_help_is_a_short_plain_sentence(option: Option) -> None:
    assert len(option.help) <= 100
    assert option.help.endswith(".")


@every_option
def test_names_are_what_people_can_type(option: Option) -> None:
    assert option.name.isascii()
    assert option.name.islower()
    assert option.name.isalpha()


@every_option
def test_every_example_can_be_typed(option: Option) -> None:
    if option.kind is OptionKind.PICTURE:
        assert option.examples
        return

    read = [read_options({option.name: example}) for example in option.examples]

    assert read
    assert RequestOptions() not in read or option.default is not None


@every_option
def test_every_choice_can_be_typed(option: Option) -> None:
    read = {getattr(read_options({option.name: choice.value}), option.name) for choice in option.choices}

    assert len(read) == len(option.choices)
