"""Options in the words that people would type."""

import pytest

from bot.request.generation_request import Aspect, Quality, RequestOptions
from bot.request.reading import read_options
from bot.request.spelling import spell_options
from bot.request.storyboard import parse_storyboard


@pytest.mark.parametrize(
    "options",
    [
        RequestOptions(),
        RequestOptions(prompt="a ship", negative="rain", duration=8, sound=True, watermark=True),
        RequestOptions(aspect=Aspect.WIDE, quality=Quality.ULTRA_HD, elements=("e1", "e2")),
        RequestOptions(duration=10, shots=parse_storyboard("4s: she looks up | 6s: the crowd cheers")),
        RequestOptions(callback="https://example.com/hooks/video"),
    ],
)
def test_spelt_options_are_read_back_as_they_were(options: RequestOptions) -> None:
    assert read_options(spell_options(options)) == options


def test_a_switch_is_spelt_as_people_type_it() -> None:
    spelt = spell_options(RequestOptions(sound=True))

    assert (spelt["sound"], spelt["watermark"]) == ("on", "off")
