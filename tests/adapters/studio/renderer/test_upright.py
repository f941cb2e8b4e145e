"""Upright views made by one resize."""

import cv2
import numpy as np
import pytest

from adapters.studio.renderer.planes import Matrix, Plane, build_canvas
from adapters.studio.renderer.upright import EXACT, EXACT_COLOUR, Stretches, UprightPlane, find_stretches
from tests.adapters.studio.renderer.pictures import draw_noise

WIDTH, HEIGHT = 320, 180
SOURCE: Plane = np.ascontiguousarray(draw_noise(400, 225)[:, :, 1])


def build_view(scale: float, offset: float) -> Matrix:
    return np.array([[scale, 0, offset], [0, scale, offset / 2], [0, 0, 1]], dtype=np.float64)


def warp(view: Matrix) -> Plane:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(SOURCE, view[:2], (WIDTH, HEIGHT), flags=flags), dtype=np.uint8)


def find(view: Matrix) -> Stretches | None:
    return find_stretches(view[None], WIDTH, HEIGHT)[0]


@pytest.mark.parametrize(
    ("scale", "offset"), [(1.25, 0.125), (1.2, 7.31), (1.013, 30.77), (0.97, 12.5), (0.8, 51.013), (1.0, 3.0)]
)
def test_shows_what_a_warp_would_show(scale: float, offset: float) -> None:
    view, target = build_view(scale, offset), np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    stretches, plane = find(view), UprightPlane(SOURCE)
    assert stretches is not None
    assert plane.has(stretches)

    plane.show(stretches, target)

    assert cv2.PSNR(target, warp(view)) > 48


@pytest.mark.parametrize("scale", [0.8, 1.1377, 1.25])
def test_shows_the_same_on_a_canvas(scale: float) -> None:
    canvas, target = build_canvas(WIDTH, HEIGHT), np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    stretches, plane = find(build_view(scale, 9.3)), UprightPlane(SOURCE)
    assert stretches is not None
    assert canvas.rooms is not None

    plane.show(stretches, target)
    plane.show(stretches, canvas.luma, canvas.rooms[0])

    assert np.array_equal(canvas.luma, target)


def test_copies_where_a_canvas_has_too_little_room() -> None:
    canvas = build_canvas(WIDTH, HEIGHT)
    stretches, plane = find(build_view(0.8, 9.3)), UprightPlane(SOURCE)
    assert stretches is not None
    assert canvas.rooms is not None

    plane.show(stretches, canvas.luma, canvas.rooms[0][:, :-64])

    assert cv2.PSNR(canvas.luma, warp(build_view(0.8, 9.3))) > 48


@pytest.mark.parametrize("scale", [0.75, 0.913, 1.007, 1.1377, 1.25])
def test_begins_exactly_where_the_view_does(scale: float) -> None:
    offsets = np.linspace(0, 3, 40)

    found = find_stretches(np.stack([build_view(scale, float(offset)) for offset in offsets]), WIDTH, HEIGHT)

    for offset, stretches in zip(offsets, found, strict=True):
        assert stretches is not None
        across = stretches[0]
        begins = across.start + across.rest + scale * (across.skipped + 0.5) - 0.5
        assert abs(begins - offset) < 1e-9
        assert across.made >= WIDTH + across.skipped


def test_skips_little_where_little_exactness_is_asked() -> None:
    views = np.stack([build_view(1.1377, offset) for offset in np.linspace(0, 3, 40).tolist()])

    exact, rough = (find_stretches(views, WIDTH, HEIGHT, exactness=exactness) for exactness in (EXACT, EXACT_COLOUR))

    skips = [sum(stretches[0].skipped for stretches in found if stretches) for found in (exact, rough)]
    assert skips[1] < skips[0] / 2


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

    found = find_stretches(np.stack([build_view(1.0, 0.4), view, build_view(1.1, 0.4)]), WIDTH, HEIGHT)

    assert [stretches is None for stretches in found] == [False, True, False]


def test_knows_when_a_view_leaves_the_picture() -> None:
    stretches = find(build_view(1.2, 400.0))

    assert stretches is not None
    assert not UprightPlane(SOURCE).has(stretches)
