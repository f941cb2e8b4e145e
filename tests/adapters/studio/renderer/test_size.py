"""Sizes of frames."""

import pytest

from adapters.studio.renderer.scene import Aspect, Quality
from adapters.studio.renderer.size import frame_size


@pytest.mark.parametrize(
    ("quality", "aspect", "size"),
    [
        (Quality.HD, Aspect.WIDE, (1280, 720)),
        (Quality.HD, Aspect.TALL, (720, 1280)),
        (Quality.HD, Aspect.SQUARE, (720, 720)),
        (Quality.FULL_HD, Aspect.WIDE, (1920, 1080)),
        (Quality.FULL_HD, Aspect.SQUARE, (1080, 1080)),
        (Quality.ULTRA_HD, Aspect.WIDE, (3840, 2160)),
        (Quality.ULTRA_HD, Aspect.TALL, (2160, 3840)),
    ],
)
def test_gives_the_standard_size_of_a_named_shape(quality: Quality, aspect: Aspect, size: tuple[int, int]) -> None:
    assert frame_size(quality, aspect, 999, 333) == size


@pytest.mark.parametrize(
    ("picture", "size"),
    [((1600, 900), (1280, 720)), ((900, 1600), (720, 1280)), ((500, 500), (1280, 1280)), ((750, 300), (1280, 512))],
)
def test_keeps_the_shape_of_the_picture_in_auto(picture: tuple[int, int], size: tuple[int, int]) -> None:
    assert frame_size(Quality.HD, Aspect.AUTO, *picture) == size


@pytest.mark.parametrize("width", range(300, 340, 3))
def test_always_gives_even_numbers(width: int) -> None:
    frame = frame_size(Quality.FULL_HD, Aspect.AUTO, width, 311)

    assert [length % 2 for length in frame] == [0, 0]
