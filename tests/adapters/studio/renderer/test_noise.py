"""Sounds without a beginning."""

from collections.abc import Callable

import numpy as np
import pytest

from adapters.studio.renderer import noise
from adapters.studio.renderer.loudness import Samples

BUILDERS = (
    noise.build_wind,
    noise.build_rain,
    noise.build_waves,
    noise.build_stream,
    noise.build_fire,
    noise.build_crowd,
    noise.build_traffic,
    noise.build_air,
    noise.build_rumble,
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


def test_shapes_noise_by_its_curve() -> None:
    curve = ((50, -60.0), (900, -60.0), (1000, 0.0), (1100, -60.0), (9000, -60.0))

    sound = noise.build_noise(np.random.default_rng(1), 96_000, curve)

    power = np.abs(np.fft.rfft(sound[:, 0])) ** 2
    assert power[1_900:2_100].sum() > 0.9 * power.sum()


def test_swells_slowly_about_one() -> None:
    swell = noise.build_swell(np.random.default_rng(1), 96_000, seconds=0.5, depth=0.4)

    assert swell.shape == (96_000, 1)
    assert 0.6 <= swell.min() < swell.max() <= 1.4
    assert np.abs(np.diff(swell, axis=0)).max() < 0.001
