"""Sounds with a pitch or a beat."""

from collections.abc import Callable

import numpy as np
import pytest

from adapters.studio.renderer import tones
from adapters.studio.renderer.loudness import Samples

BUILDERS = (
    tones.build_pad,
    tones.build_hum,
    tones.build_birds,
    tones.build_crickets,
    tones.build_steps,
    tones.build_heart,
    tones.build_impact,
    tones.build_melody,
)


@pytest.mark.parametrize("build", BUILDERS)
def test_is_finite_stereo_and_neither_silent_nor_harsh(
    build: Callable[[np.random.Generator, int], Samples],
) -> None:
    sound = build(np.random.default_rng(1), 96_000)

    assert sound.shape == (96_000, 2)
    assert np.isfinite(sound).all()
    assert 0.1 < np.sqrt((sound**2).mean()) < 4
    assert abs(sound.mean()) < 0.1
    assert np.abs(np.diff(sound, axis=0)).max() < 6 * sound.std()


def test_steps_come_again_and_again() -> None:
    sound = np.abs(tones.build_steps(np.random.default_rng(1), 192_000)).max(axis=1)
    loud = np.flatnonzero(sound > 0.5 * sound.max())

    assert 5 <= 1 + (np.diff(loud) > 12_000).sum() <= 9
