"""Upright views made by one resize."""

import cv2
import numpy as np
import pytest

from adapters.studio.renderer.planes import Matrix, Plane
from adapters.studio.renderer.upright import UprightPlane, find_stretch, find_stretches
from tests.adapters.studio.renderer.pictures import draw_noise

WIDTH, HEIGHT = 320, 180
SOURCE: Plane = np.ascontiguousarray(draw_noise(400, 225)[:, :, 1])


def build_view(scale: float, offset: float) -> Matrix:
    return np.array([[scale, 0, offset], [0, scale, offset / 2], [0, 0, 1]], dtype=np.float64)


def warp(view: Matrix) -> Plane:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(SOURCE, view[:2], (WIDTH, HEIGHT), flags=flags), dtype=np.uint8)


@pytest.mark.parametrize(
    ("scale", "offset"), [(1.25, 0.125), (1.2, 7.31), (1.013, 30.77), (0.97, 12.5), (0.8, 51.013), (1.0, 3.0)]
)
def test_shows_what_a_warp_would_show(scale: float, offset: float) -> None:
    view, target = build_view(scale, offset), np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    stretches, plane = find_stretches(view, target), UprightPlane(SOURCE)
    assert stretches is not None
    assert plane.has(stretches)

    plane.show(stretches, target)

    assert cv2.PSNR(target, warp(view)) > 48


@pytest.mark.parametrize("scale", [0.75, 0.913, 1.007, 1.1377, 1.25])
def test_begins_exactly_where_the_view_does(scale: float) -> None:
    for offset in np.linspace(0, 3, 40):
        stretch = find_stretch(scale, float(offset), WIDTH)

        begins = stretch.start + stretch.rest + scale * (stretch.skipped + 0.5) - 0.5
        assert abs(begins - offset) < 1e-9
        assert stretch.made >= WIDTH + stretch.skipped


@pytest.mark.parametrize(
    "change",
    [
        pytest.param((0, 1, 0.01), id="turned"),
        pytest.param((2, 0, 1e-5), id="tilted"),
        pytest.param((0, 0, 2.5), id="so small that samples would be left out"),
        pytest.param((0, 0, -1.0), id="mirrored"),
        pytest.param((0, 0, 1.0002), id="so nearly whole that OpenCV would copy"),
    ],
)
def test_leaves_other_views_to_others(change: tuple[int, int, float]) -> None:
    row, column, value = change
    view = build_view(1.0, 0.4)
    view[row, column] = value

    assert find_stretches(view, np.zeros((HEIGHT, WIDTH), dtype=np.uint8)) is None


def test_knows_when_a_view_leaves_the_picture() -> None:
    target = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    stretches = find_stretches(build_view(1.2, 400.0), target)

    assert stretches is not None
    assert not UprightPlane(SOURCE).has(stretches)
