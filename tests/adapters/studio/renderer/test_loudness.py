"""Loudness after ITU-R BS.1770."""

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction

import av
import av.filter
import numpy as np
import pytest

from adapters.studio.renderer import noise, tones
from adapters.studio.renderer.loudness import PEAK_LIMIT, TARGET_LUFS, Samples, level_sound, measure_loudness

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


def measure_by_ffmpeg(samples: Samples) -> float:
    """Measure with FFmpeg's own filter."""
    graph, time_base = av.filter.Graph(), Fraction(1, 48_000)
    source = graph.add_abuffer(sample_rate=48_000, format="flt", layout="stereo", time_base=time_base)
    meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    interleaved = np.ascontiguousarray(samples.astype(np.float32).reshape(1, -1))
    frame = av.AudioFrame.from_ndarray(interleaved, format="flt", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, time_base
    graph.push(frame)
    graph.push(None)
    loudness = 0.0
    with suppress(av.BlockingIOError, av.EOFError):
        while True:
            loudness = float(graph.pull().metadata.get("lavfi.r128.I", loudness))
    return loudness


@pytest.mark.parametrize("build", [noise.build_wind, noise.build_rain, tones.build_steps, tones.build_pad])
def test_agrees_with_the_meter_of_ffmpeg(build: Callable[[np.random.Generator, int], Samples]) -> None:
    sound = level_sound(build(np.random.default_rng(1), 4 * 48_000))

    assert abs(measure_by_ffmpeg(sound) - TARGET_LUFS) < 0.5


@pytest.mark.parametrize("gain", [0.001, 1.0, 30.0])
def test_brings_any_sound_to_its_level_below_the_limit(gain: float) -> None:
    noise = np.random.default_rng(1).normal(0, gain, (3 * 48_000, 2))

    levelled = level_sound(noise)

    assert abs(measure_loudness(levelled) - TARGET_LUFS) < 0.3
    assert np.abs(levelled).max() <= PEAK_LIMIT


def test_leaves_silence_silent() -> None:
    assert not level_sound(np.zeros((48_000, 2))).any()
