"""Sound from words."""

from pathlib import Path

import numpy as np
import pytest

from adapters.studio.renderer import noise, tones
from adapters.studio.renderer.loudness import measure_loudness
from adapters.studio.renderer.scene import Scene, SceneShot
from adapters.studio.renderer.soundtrack import build_soundtrack, choose_voices
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


def test_changes_with_the_cut_without_a_click(picture: Path) -> None:
    shots = (SceneShot(prompt="engine hum", seconds=2), SceneShot(prompt="birds", seconds=2))
    scene = Scene(first_frame=picture, shots=shots, sound=True, duration_seconds=4)

    sound = build_soundtrack(scene, build_shots(scene)).astype(np.float64)

    low = np.abs(np.fft.rfft(sound[24_000:72_000, 0]))[40:80].sum()
    assert np.abs(np.fft.rfft(sound[120_000:168_000, 0]))[40:80].sum() < low / 20
    around = np.abs(np.diff(sound[94_000:98_000], axis=0)).max()
    assert around < 2 * np.abs(np.diff(sound, axis=0)).max()


def test_is_the_same_for_the_same_scene(picture: Path) -> None:
    scene = Scene(first_frame=picture, prompt="rain", sound=True, duration_seconds=3)

    first, second = (build_soundtrack(scene, build_shots(scene)) for _ in range(2))

    assert np.array_equal(first, second)
