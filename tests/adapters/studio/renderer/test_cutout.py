"""Elements in the scene."""

import cv2
import numpy as np
import pytest

from adapters.studio.renderer.cutout import CutoutLayer, build_sprite, find_mentions
from adapters.studio.renderer.planes import Plane, Planes, build_blank_planes
from tests.adapters.studio.renderer.pictures import draw_noise

FRAMES = 48


def draw_thing() -> Plane:
    """Draw a red ball before a white backdrop."""
    picture = np.full((400, 400, 3), 245, dtype=np.uint8)
    cv2.circle(picture, (200, 210), 120, (30, 30, 200), -1, cv2.LINE_AA)
    return picture


def stand(number: int, index: int, strength: float = 1.0) -> Planes:
    canvas = build_blank_planes(640, 360)
    CutoutLayer(build_sprite(draw_thing(), 300), number=number, frames=FRAMES).lay_over(index, strength, canvas)
    return canvas


def test_cuts_a_thing_out_of_a_plain_backdrop() -> None:
    sprite = build_sprite(draw_thing(), 300)

    assert abs(sprite.planes.width - 180) < 14
    assert sprite.opacity[0, 0] < 0.1
    assert sprite.opacity[sprite.planes.height // 2, sprite.planes.width // 2] == 1


def test_shows_a_busy_picture_as_a_framed_card() -> None:
    sprite = build_sprite(draw_noise(300, 200), 300)

    height, width = sprite.opacity.shape
    assert (height % 2, width % 2) == (0, 0)
    assert sprite.opacity[height // 2, width // 2] == 1
    assert sprite.planes.luma[height // 2, 11:14].min() > 215
    assert (sprite.opacity[0, 0], 0 < sprite.opacity[height // 2, 5] < 0.6) == (pytest.approx(0, abs=0.1), True)


def test_shows_a_card_smaller_than_a_thing() -> None:
    heights = []
    for picture in (draw_thing(), draw_noise(300, 200)):
        canvas = build_blank_planes(640, 360)
        CutoutLayer(build_sprite(picture, 300), number=0, frames=FRAMES).lay_over(20, 1.0, canvas)
        heights.append(int((canvas.luma > 60).any(axis=1).sum()))

    assert heights[1] < heights[0]


@pytest.mark.parametrize(("number", "place"), [(0, 0.24), (1, 0.77), (2, 0.50)])
def test_stands_each_element_in_a_place_of_its_own(number: int, place: float) -> None:
    columns = np.argwhere(stand(number, 20).red > 160)[:, 1]

    assert abs(columns.mean() / 320 - place) < 0.05


def test_comes_nearer() -> None:
    early, late = ((stand(0, index).red > 160).sum() for index in (0, FRAMES - 1))

    assert late > 1.2 * early


def test_is_not_seen_without_strength() -> None:
    assert np.array_equal(stand(1, 20, 0.0).luma, build_blank_planes(640, 360).luma)


@pytest.mark.parametrize(
    ("prompt", "found"),
    [("<<<element_2>>> walks in", (1,)), ("@Element1 and @element_3", (0, 2)), ("nobody", None), ("@element9", ())],
)
def test_reads_which_elements_are_named(prompt: str, found: tuple[int, ...] | None) -> None:
    assert find_mentions(prompt, 3) == found
