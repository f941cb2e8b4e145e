"""Sound from words."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from adapters.studio.renderer import noise, tones
from adapters.studio.renderer.encoder import SAMPLES_PER_SECOND, Sound
from adapters.studio.renderer.loudness import Samples, measure_loudness
from adapters.studio.renderer.scene import Scene, SceneShot
from adapters.studio.renderer.soundtrack import VOICES, Voice, build_soundtrack, choose_voices
from adapters.studio.renderer.storyboard import build_shots
from tests.adapters.studio.renderer.pictures import draw_scene, write_picture


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return write_picture(tmp_path, draw_scene(64, 36))


@pytest.mark.parametrize(
    ("prompt", "builders"),
    [
        ("wind over the dunes", [noise.build_wind]),
        ("rain and thunder", [noise.build_rain, noise.build_rumble]),
        ("waves", [noise.build_waves]),
        ("campfire", [noise.build_fire]),
        ("a crowd", [noise.build_crowd]),
        ("birds", [tones.build_birds]),
        ("footsteps", [tones.build_steps]),
        ("the hum of an engine", [tones.build_hum]),
        ("ambient music", [tones.build_pad]),
        ("a chair", [noise.build_air, tones.build_pad]),
    ],
)
def test_chooses_sounds_by_words(prompt: str, builders: list[object]) -> None:
    assert [voice.build for voice in choose_voices(prompt, "")] == builders


def test_leaves_out_what_is_denied() -> None:
    assert [voice.build for voice in choose_voices("rain and wind", "wind")] == [noise.build_rain]
    assert [voice.build for voice in choose_voices("rain, no music", "")] == [noise.build_rain]
    assert [voice.build for voice in choose_voices("a chair", "music")] == [noise.build_air]


@pytest.mark.parametrize("prompt", ["rain", "heartbeat", "explosion", "birds", "piano melody", ""])
def test_keeps_the_level_and_begins_and_ends_in_silence(picture: Path, prompt: str) -> None:
    scene = Scene(first_frame=picture, prompt=prompt, sound=True, duration_seconds=3)

    sound = build_soundtrack(scene, build_shots(scene))

    assert sound.shape == (3 * 48_000, 2)
    assert -20 <= measure_loudness(sound.astype(np.float64)) <= -16
    assert np.abs(sound[[0, -1]]).max() < 0.01


def build_two_shots(picture: Path, first: str, second: str) -> Sound:
    shots = (SceneShot(prompt=first, seconds=2), SceneShot(prompt=second, seconds=2))
    scene = Scene(first_frame=picture, shots=shots, sound=True, duration_seconds=4)
    return build_soundtrack(scene, build_shots(scene))


def measure_bands(samples: Samples) -> Samples:
    """Give the share of the power in each of 24 bands from 30 Hz to 16 kHz."""
    power = (np.abs(np.fft.rfft(samples, axis=0)) ** 2).sum(axis=1)
    edges = np.geomspace(30, 16_000, 25) * len(samples) / SAMPLES_PER_SECOND
    bands = np.add.reduceat(power, edges.astype(int))[:-1]
    return np.asarray(bands / bands.sum())


@pytest.mark.parametrize(("first", "second"), [("engine hum", "rain"), ("rain", "engine hum"), ("heartbeat", "wind")])
def test_changes_within_one_frame_of_the_cut(picture: Path, first: str, second: str) -> None:
    sound = build_two_shots(picture, first, second)

    # What is high in the one and missing in the other, in steps of five milliseconds.
    high = np.diff(sound[:, 0].astype(np.float64), n=2)
    levels = np.sqrt((high[: len(high) // 240 * 240].reshape(-1, 240) ** 2).mean(axis=1))
    before, after = np.median(levels[100:380]), np.median(levels[420:700])
    is_after = (levels > (before + after) / 2) == (after > before)
    change = next(step for step in range(380, 420) if is_after[step : step + 8].all())
    assert abs(change * 240 / SAMPLES_PER_SECOND - 2.0) <= 1 / 24


@pytest.mark.parametrize(("first", "second"), [("engine hum", "waves"), ("wind", "ambient music"), ("thunder", "wind")])
def test_does_not_click_at_a_cut(picture: Path, first: str, second: str) -> None:
    steps = np.abs(np.diff(build_two_shots(picture, first, second), axis=0)).max(axis=1)

    near = steps[96_000 - 2_000 : 96_000 + 2_000].max()
    assert near <= 1.05 * np.concatenate([steps[:90_000], steps[102_000:]]).max()


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.build.__name__)
def test_every_sound_is_wide_and_survives_one_ear(voice: Voice) -> None:
    sound = voice.build(np.random.default_rng(1), 4 * SAMPLES_PER_SECOND)

    left, right = (sound**2).mean(axis=0)
    together = float((sound[:, 0] * sound[:, 1]).mean() / np.sqrt(left * right))
    assert 0.05 < together < 0.90
    assert abs(10 * np.log10(left / right)) < 8


def measure_clicks(sound: Samples) -> float:
    """Give the largest bend of the wave against the bends within ten milliseconds of it; noise has about 4.5."""
    bends = np.abs(np.diff(sound.mean(axis=1), n=3))
    near = np.sqrt(np.convolve(bends**2, np.ones(960) / 960, "same") + 1e-14)
    return float((bends / near).max())


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice.build.__name__)
def test_no_sound_clicks(voice: Voice) -> None:
    assert measure_clicks(voice.build(np.random.default_rng(1), 4 * SAMPLES_PER_SECOND)) < 8


def test_a_click_would_be_heard_by_the_test() -> None:
    sound = tones.build_melody(np.random.default_rng(1), 2 * SAMPLES_PER_SECOND)
    sound[50_000:] += 0.1 * sound.std()

    assert measure_clicks(sound) > 12


def test_sounds_differ_from_one_another() -> None:
    bands = {
        voice.build: measure_bands(voice.build(np.random.default_rng(1), 4 * SAMPLES_PER_SECOND)) for voice in VOICES
    }

    for one, other in combinations(bands.values(), 2):
        assert np.abs(one - other).sum() / 2 > 0.15


def test_is_the_same_for_the_same_scene(picture: Path) -> None:
    scene = Scene(first_frame=picture, prompt="rain", sound=True, duration_seconds=3)

    first, second = (build_soundtrack(scene, build_shots(scene)) for _ in range(2))

    assert np.array_equal(first, second)
