"""Texts over the frames."""

import numpy as np
import pytest

from adapters.studio.renderer.mark import ANIMATIC_TEXT, Corner, Mark
from adapters.studio.renderer.planes import Planes, build_blank_planes


def lay(corner: Corner, level: int) -> Planes:
    canvas = build_blank_planes(640, 360)
    canvas.luma[:] = level
    Mark(ANIMATIC_TEXT, corner, width=640, height=360).lay_over(canvas)
    return canvas


@pytest.mark.parametrize("level", [16, 128, 235])
def test_can_be_read_on_any_brightness(level: int) -> None:
    luma = lay(Corner.LOWER_LEFT, level).luma.astype(int)

    assert np.ptp(luma) > 60


@pytest.mark.parametrize(("corner", "is_right"), [(Corner.LOWER_LEFT, False), (Corner.LOWER_RIGHT, True)])
def test_sits_in_its_corner_and_is_small(corner: Corner, *, is_right: bool) -> None:
    changed = np.argwhere(lay(corner, 128).luma != 128)

    assert changed[:, 0].min() > 300
    assert (changed[:, 1].mean() > 320) is np.bool_(is_right)
    assert len(changed) < 0.02 * 640 * 360
