"""Words on their way to Discord."""

import pytest

from adapters.discord.text import address_person, allow_mention, escape
from bot.job.job import Requester

ANNA = Requester(platform="discord", id="17", name="Anna")
ADA = Requester(platform="web", id="u1", name="**Ada**")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("**bold** _it_ ~~no~~", r"\*\*bold\*\* \_it\_ \~\~no\~\~"),
        ("<@17> and <#5> and <t:1:R>", r"\<@17> and \<#5> and \<t:1:R>"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_words_show_as_they_were_written(text: str, expected: str) -> None:
    assert escape(text) == expected


def test_people_from_elsewhere_are_named_and_never_mentioned() -> None:
    assert address_person(ADA) == r"\*\*Ada\*\*"
    assert allow_mention(ADA).users is False


def test_only_who_asked_is_notified() -> None:
    allowed: object = allow_mention(ANNA).to_dict()

    assert address_person(ANNA) == "<@17>"
    assert allowed == {"parse": [], "users": [17]}
