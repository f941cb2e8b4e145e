"""Rain, snow and sparks."""

import numpy as np
import pytest

from adapters.studio.renderer.particles import RainLayer, SnowLayer, SparkleLayer
from adapters.studio.renderer.planes import Plane, build_blank_planes

Particles = RainLayer | SnowLayer | SparkleLayer


def draw(layer: Particles, index: int, strength: float = 1.0) -> Plane:
    canvas = build_blank_planes(320, 180)
    layer.lay_over(index, strength, canvas)
    return canvas.luma


@pytest.mark.parametrize("kind", [RainLayer, SnowLayer, SparkleLayer])
def test_is_fainter_with_less_strength(kind: type[Particles]) -> None:
    layer = kind(320, 180, seed=1)

    faint, strong = draw(layer, 9, 0.3), draw(layer, 9)

    assert 16 < faint.mean() < strong.mean()


@pytest.mark.parametrize("kind", [RainLayer, SnowLayer])
def test_falls(kind: type[Particles]) -> None:
    layer = kind(320, 180, seed=1)
    before, after = (draw(layer, index).astype(float) - 16 for index in (20, 21))

    likeness = [(before[: 180 - shift] * after[shift:]).sum() for shift in range(25)]

    assert int(np.argmax(likeness)) > 0


def test_is_drawn_anew_for_every_frame() -> None:
    layer = SnowLayer(320, 180, seed=1)
    once = draw(layer, 5)
    draw(layer, 30)

    assert np.array_equal(draw(layer, 5), once)
