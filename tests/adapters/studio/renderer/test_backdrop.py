"""Things before a smooth backdrop."""

import cv2
import numpy as np
import pytest

from adapters.studio.renderer.backdrop import find_thing
from adapters.studio.renderer.planes import Field, Plane
from benchmarks.renderer_landscape import draw_balloon
from tests.adapters.studio.renderer.pictures import draw_noise, draw_scene

SIDE = 400


def draw_backdrop(*, vignette: float = 0.0, slope: float = 0.0, grain: float = 0.0) -> Field:
    """Draw a grey wall that is darker towards the corners, or below."""
    down, across = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    light = 165 * (1 - vignette * ((across - 0.5) ** 2 + (down - 0.45) ** 2)) - slope * down
    rng = np.random.default_rng(4)
    return np.repeat((light + rng.normal(0, grain, light.shape))[:, :, None], 3, axis=2).astype(np.float32)


def draw_mug() -> tuple[Plane, Plane]:
    """Draw a red mug on black, and where it is; the wall is seen through its handle."""
    mug, mask = np.zeros((SIDE, SIDE, 3), dtype=np.uint8), np.zeros((SIDE, SIDE), dtype=np.uint8)
    for target, colour in ((mug, (50, 60, 190)), (mask, (255, 255, 255))):
        cv2.rectangle(target, (130, 130), (240, 280), colour, -1)
        cv2.ellipse(target, (245, 205), (45, 50), 0, 0, 360, colour, 14, cv2.LINE_AA)
    return mug, mask


def stand_before(backdrop: Field, *, shadow: float = 0.0) -> tuple[Plane, Field]:
    """Put the mug before a backdrop, with a soft shadow on it."""
    mug, mask = draw_mug()
    cast = cv2.GaussianBlur(np.roll(mask, (10, 16), (0, 1)).astype(np.float32) / 255, (0, 0), 12)
    share = np.asarray(cv2.GaussianBlur(mask, (0, 0), 0.8), dtype=np.float32) / np.float32(255)
    lit = backdrop * (1 - np.float32(shadow) * cast)[:, :, None]
    picture = lit * (1 - share)[:, :, None] + mug * share[:, :, None]
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8), share


def measure_agreement(found: Field, expected: Field) -> float:
    return float(np.minimum(found, expected).sum() / np.maximum(found, expected).sum())


@pytest.mark.parametrize(
    "backdrop",
    [
        pytest.param(draw_backdrop(), id="plain"),
        pytest.param(draw_backdrop(vignette=1.3, grain=4), id="darker corners and grain"),
        pytest.param(draw_backdrop(slope=90, grain=3), id="darker below"),
    ],
)
def test_cuts_a_thing_out_of_an_uneven_backdrop(backdrop: Field) -> None:
    picture, expected = stand_before(backdrop)

    opacity = find_thing(picture)

    assert opacity is not None
    assert measure_agreement(opacity, expected) > 0.93
    assert opacity[205, 255] < 0.1


def test_leaves_a_shadow_on_the_wall() -> None:
    picture, _ = stand_before(draw_backdrop(vignette=1.0, slope=30, grain=3), shadow=0.4)

    opacity = find_thing(picture)

    assert opacity is not None
    assert (opacity[200, 200], opacity[296, 200]) == (1, pytest.approx(0, abs=0.15))


@pytest.mark.parametrize("vignette", [0.0, 0.9])
def test_keeps_what_hangs_on_thin_ropes(vignette: float) -> None:
    down, across = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    light = 1 - vignette * ((across - 0.5) ** 2 + (down - 0.5) ** 2)
    picture = np.rint(draw_balloon(SIDE) * light[:, :, None]).astype(np.uint8)

    opacity = find_thing(picture)

    assert opacity is not None
    basket, rope, sky = opacity[328, 200], opacity[285:295, 148:180].max(axis=1).mean(), opacity[282:304, 196:204]
    assert (basket, rope > 0.5, sky.max() < 0.1) == (1, True, True)


def test_has_soft_edges() -> None:
    opacity = find_thing(draw_balloon(SIDE))

    assert opacity is not None
    assert ((opacity > 0.1) & (opacity < 0.9)).sum() > 200


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(draw_noise(480, 320), id="noise"),
        pytest.param(draw_scene(480, 320), id="a scenery"),
        pytest.param(np.full((320, 480, 3), 90, dtype=np.uint8), id="nothing"),
        pytest.param(cv2.GaussianBlur(draw_noise(480, 320, seed=7), (0, 0), 25), id="soft clouds"),
    ],
)
def test_refuses_what_has_no_smooth_backdrop_or_nothing_before_it(picture: Plane) -> None:
    assert find_thing(picture) is None
