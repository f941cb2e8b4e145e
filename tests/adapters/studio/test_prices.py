import pytest

from adapters.studio.prices import compute_video_uc, convert_to_credits, convert_to_unit
from adapters.studio.renderer.scene import Quality
from adapters.studio.settings import CreditUnit


@pytest.mark.parametrize(
    ("quality", "seconds", "sound", "price_credits"),
    [
        (Quality.HD, 5, "off", 27),
        (Quality.HD, 3, "off", 16.2),
        (Quality.HD, 5, "on", 40.5),
        (Quality.FULL_HD, 1, "off", 16.2),
        (Quality.FULL_HD, 5, "off", 36.018),
        (Quality.FULL_HD, 10, "on", 108),
        (Quality.ULTRA_HD, 15, "off", 405),
        (Quality.ULTRA_HD, 15, "on", 405),
    ],
)
def test_prices_videos_by_the_published_table(quality: Quality, seconds: int, sound: str, price_credits: float) -> None:
    price_uc = compute_video_uc(quality, seconds=seconds, sound=sound == "on")

    assert convert_to_credits(price_uc) == price_credits


def test_shows_uc_as_they_are() -> None:
    assert convert_to_unit(270_000, CreditUnit.UC) == 270_000
