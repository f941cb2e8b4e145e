from datetime import UTC, datetime

import pytest

from adapters.slack.text import (
    cut_escaped,
    cut_text,
    escape_text,
    mention_channel,
    mention_person,
    spell_time,
    unescape_text,
)
from bot.job.job import Requester


@pytest.mark.parametrize("words", ["<!channel>", "<@U123|ada>", "<https://x.example|here>", "<#C1>", "a & b", "&lt;"])
def test_words_of_people_hold_no_tags_and_come_back_as_they_were(words: str) -> None:
    escaped = escape_text(words)

    assert "<" not in escaped
    assert ">" not in escaped
    assert unescape_text(escaped) == words


def test_a_member_is_mentioned_and_somebody_from_elsewhere_is_named() -> None:
    people = [
        Requester(platform="slack", id="U123", name="Ada"),
        Requester(platform="web", id="U123", name="<Ada>"),
        Requester(platform="slack", id="U1> <!channel", name="Eve"),
    ]

    assert [mention_person(person) for person in people] == ["<@U123>", "&lt;Ada&gt;", "Eve"]


def test_a_moment_is_shown_in_the_readers_own_time() -> None:
    moment = datetime(2026, 11, 22, 14, 32, tzinfo=UTC)

    assert spell_time(moment) == "<!date^1795357920^{time}|14:32 UTC>"
    assert mention_channel("C1") == "<#C1>"


@pytest.mark.parametrize("length", [1, 2, 10, 100])
@pytest.mark.parametrize("text", ["a ship", "&" * 60, "<>" * 40, "👩‍🚀" * 30, ""])
def test_a_cut_text_fits_and_cuts_no_escape(text: str, length: int) -> None:
    cut = cut_escaped(text, length=length)

    assert len(cut) <= length
    assert escape_text(unescape_text(cut)) == cut


def test_what_fits_is_not_cut() -> None:
    assert cut_text("a ship", length=6) == cut_escaped("a ship", length=6) == "a ship"
    assert cut_text("a ship", length=5) == "a sh…"
