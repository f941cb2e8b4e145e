"""What can be told before anything is ordered."""

from datetime import UTC, datetime

import pytest

from bot.errors import RequestRefused
from bot.job.quote import Quotes
from bot.ports import ServiceProfile
from tests.fakes.video_service import FREE, PAID, FakeVideoService


def build_quotes(profile: ServiceProfile = PAID) -> Quotes:
    """Return quotes for a service."""
    return Quotes(FakeVideoService(clock=lambda: datetime.now(UTC), profile=profile))


def test_the_price_follows_the_words() -> None:
    quotes = build_quotes()

    assert quotes.describe_price({}) == "Paid service · About 25 credits"
    assert quotes.describe_price({"duration": "10"}) == "Paid service · About 50 credits"


def test_what_is_free_has_only_a_name() -> None:
    assert build_quotes(FREE).describe_price({"prompt": "waves"}) == "Free preview"


def test_words_that_cannot_be_read_have_no_price() -> None:
    with pytest.raises(RequestRefused):
        build_quotes().describe_price({"duration": "long"})


@pytest.mark.parametrize(
    ("words", "option"),
    [
        ({}, "prompt"),
        ({"prompt": "waves", "quality": "4k"}, "quality"),
        ({"prompt": "waves", "duration": "99"}, "duration"),
        ({"shots": "auto", "prompt": "waves"}, "shots"),
    ],
)
def test_what_ordering_would_refuse_is_refused_with_its_option(words: dict[str, object], option: str) -> None:
    with pytest.raises(RequestRefused) as refusal:
        build_quotes().check(words, has_first=True, has_last="shots" in words)

    assert refusal.value.option == option


def test_what_could_be_ordered_passes() -> None:
    build_quotes().check({"prompt": "waves"}, has_first=False, has_last=True)
