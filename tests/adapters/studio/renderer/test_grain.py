"""Grain between two pictures."""

import numpy as np
import pytest

from adapters.studio.renderer.grain import measure_grain, quieten_grain
from adapters.studio.renderer.planes import Field, Plane
from tests.adapters.studio.renderer.pictures import draw_noise

WIDTH, HEIGHT = 320, 192
TRUST: Field = np.ones((24, 40), dtype=np.float32)


def add_grain(seed: int, strength: float) -> Plane:
    """Draw the same clouds every time, under a grain of their own."""
    clouds = draw_noise(WIDTH, HEIGHT)[:, :, 1].astype(np.float32)
    grain = np.random.default_rng(seed).normal(0, strength, clouds.shape)
    return np.clip(np.rint(clouds + grain), 0, 255).astype(np.uint8)


def test_finds_no_grain_in_pictures_that_share_their_detail() -> None:
    assert measure_grain(add_grain(1, 0.3), add_grain(2, 0.3), TRUST) == 0


def test_finds_grain_that_each_picture_has_for_itself() -> None:
    assert measure_grain(add_grain(1, 12), add_grain(2, 12), TRUST) == 1


def test_does_not_judge_by_places_that_were_not_followed() -> None:
    assert measure_grain(add_grain(1, 12), add_grain(2, 12), np.zeros_like(TRUST)) == 0


def test_brings_grainy_pictures_nearer_to_what_they_show() -> None:
    grainy, clean = add_grain(1, 12), add_grain(1, 0)
    quiet = grainy.copy()

    quieten_grain(quiet, 1.0, 0.5)

    before, after = (np.abs(luma.astype(int) - clean).mean() for luma in (grainy, quiet))
    assert after < 0.7 * before


@pytest.mark.parametrize(("grain", "time"), [(1.0, 0.0), (1.0, 1.0), (0.0, 0.5)])
def test_leaves_given_pictures_and_clean_ones_alone(grain: float, time: float) -> None:
    luma = add_grain(1, 12)

    quieten_grain(luma, grain, time)

    assert np.array_equal(luma, add_grain(1, 12))


def test_comes_gradually() -> None:
    softened = []
    for time in (0.01, 0.04, 0.08, 0.12):
        luma = add_grain(1, 12)
        quieten_grain(luma, 1.0, time)
        softened.append(float(np.abs(np.diff(luma.astype(int), axis=1)).mean()))

    assert (np.diff(softened) < 0).all()
