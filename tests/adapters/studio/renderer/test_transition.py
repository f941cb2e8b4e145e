"""Changes of shot."""

import numpy as np
import pytest

from adapters.studio.renderer.planes import Planes, build_blank_planes
from adapters.studio.renderer.storyboard import Transition
from adapters.studio.renderer.transition import mix_transition


def mix(transition: Transition, share: float) -> Planes:
    outgoing, canvas = build_blank_planes(64, 36), build_blank_planes(64, 36)
    outgoing.luma[:] = 100
    canvas.luma[:] = 200
    mix_transition(transition, share, outgoing, canvas)
    return canvas


@pytest.mark.parametrize(("share", "level"), [(0.0, 100), (0.25, 125), (1.0, 200)])
def test_dissolves_evenly(share: float, level: int) -> None:
    assert (mix(Transition.DISSOLVE, share).luma == level).all()


@pytest.mark.parametrize(("share", "level"), [(0.0, 100), (0.5, 16), (1.0, 200)])
def test_dips_to_black(share: float, level: int) -> None:
    assert (mix(Transition.DIP, share).luma == level).all()


def test_wipes_from_left_to_right() -> None:
    luma = mix(Transition.WIPE, 0.5).luma.astype(int)

    assert (luma[:, 0].mean(), luma[:, -1].mean()) == (200, 100)
    assert (np.diff(luma[0]) <= 0).all()


def test_cuts_at_once() -> None:
    assert (mix(Transition.CUT, 0.5).luma == 200).all()
