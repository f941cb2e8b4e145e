"""Loudness after ITU-R BS.1770."""

import numpy as np
import pytest

from adapters.studio.renderer.loudness import PEAK_LIMIT, TARGET_LUFS, level_sound, measure_loudness

SECONDS = np.arange(3 * 48_000)[:, None] / 48_000


def test_measures_the_reference_tone_of_the_standard() -> None:
    # A full-scale sine of 997 Hz in one channel has -3.01 LUFS by definition.
    tone = np.sin(2 * np.pi * 997 * SECONDS) * np.array([[1.0, 0.0]])

    assert abs(measure_loudness(tone) + 3.01) < 0.05


def test_counts_both_sides() -> None:
    tone = np.sin(2 * np.pi * 997 * SECONDS) * np.array([[0.1, 0.1]])

    assert abs(measure_loudness(tone) + 20.0) < 0.1


def test_leaves_out_silence_between_sounds() -> None:
    tone = np.sin(2 * np.pi * 997 * SECONDS) * np.array([[0.1, 0.1]]) * (SECONDS < 1)

    assert abs(measure_loudness(tone) + 20.0) < 0.8


@pytest.mark.parametrize("gain", [0.001, 1.0, 30.0])
def test_brings_any_sound_to_its_level_below_the_limit(gain: float) -> None:
    noise = np.random.default_rng(1).normal(0, gain, (3 * 48_000, 2))

    levelled = level_sound(noise)

    assert abs(measure_loudness(levelled) - TARGET_LUFS) < 0.3
    assert np.abs(levelled).max() <= PEAK_LIMIT


def test_leaves_silence_silent() -> None:
    assert not level_sound(np.zeros((48_000, 2))).any()
