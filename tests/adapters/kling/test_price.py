import pytest

from adapters.kling.price import estimate_price
from adapters.kling.settings import paid_profile, studio_profile
from bot.request.generation_request import Quality, RequestOptions


@pytest.mark.parametrize(
    ("quality", "sound", "credits_per_second"),
    [
        (Quality.HD, False, 5.4),
        (Quality.HD, True, 8.1),
        (Quality.FULL_HD, False, 7.2036),
        (Quality.FULL_HD, True, 10.8),
        (Quality.ULTRA_HD, False, 27.0),
        (Quality.ULTRA_HD, True, 27.0),
    ],
)
@pytest.mark.parametrize("duration", [3, 5, 10, 15])
def test_follows_the_published_table(
    *, quality: Quality, sound: bool, credits_per_second: float, duration: int
) -> None:
    options = RequestOptions(quality=quality, sound=sound, duration=duration)

    price = estimate_price(options, profile=paid_profile())

    assert price.credits == pytest.approx(credits_per_second * duration)


def test_never_falls_below_the_minimum_charge() -> None:
    price = estimate_price(RequestOptions(duration=1), profile=paid_profile())

    assert price.credits == 16.2


def test_the_studio_costs_nothing() -> None:
    assert estimate_price(RequestOptions(), profile=studio_profile()).credits is None
