import inspect
from collections.abc import Callable

import pytest

from bot.messages import service

SENTENCES = [function for _, function in inspect.getmembers(service, inspect.isfunction)]


def say(sentence: Callable[..., str]) -> str:
    needed = [
        name
        for name, parameter in inspect.signature(sentence).parameters.items()
        if parameter.default is inspect.Parameter.empty
    ]
    return sentence(**dict.fromkeys(needed, 512 * 1024**2))


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda function: function.__name__)
def test_says_what_happened_and_then_what_to_do(sentence: Callable[..., str]) -> None:
    words = say(sentence)

    assert words[0].isupper()
    assert words.endswith(".")
    assert words.count(". ") >= 1


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda function: function.__name__)
def test_leaves_the_charge_to_the_card(sentence: Callable[..., str]) -> None:
    assert "charge" not in say(sentence)


def test_names_a_size_with_its_unit() -> None:
    assert "larger than 512 MB" in service.result_too_large(512 * 1024**2)


def test_names_the_objection_where_there_is_one() -> None:
    assert service.content_refused("it saw nudity").startswith("The video service refused the content: it saw nudity.")
    assert service.content_refused().startswith("The video service refused the content.")
