"""Weather and light."""

import numpy as np
import pytest

from adapters.studio.renderer.atmosphere import (
    Canvas,
    Effect,
    LayeredPainter,
    build_effect_layers,
    find_effects,
)
from adapters.studio.renderer.camera import Anchor, build_still_path
from adapters.studio.renderer.painter import CameraPainter
from adapters.studio.renderer.picture import build_texture
from adapters.studio.renderer.planes import Planes, build_blank_planes
from tests.adapters.studio.renderer.pictures import draw_scene

WIDTH, HEIGHT, FRAMES = 320, 180, 48
CANVAS = Canvas(width=WIDTH, height=HEIGHT, frames=FRAMES, seed=3)
BOTH = (Anchor.FIRST, Anchor.LAST)


def paint(effect: Effect, index: int, exact: tuple[Anchor, ...] = (Anchor.NONE,)) -> Planes:
    still = CameraPainter(build_texture(draw_scene(WIDTH, HEIGHT), WIDTH, HEIGHT), build_still_path(FRAMES))
    canvas = build_blank_planes(WIDTH, HEIGHT)
    LayeredPainter(still, build_effect_layers((effect,), CANVAS, exact)).paint(index, canvas)
    return canvas


def paint_plain() -> Planes:
    canvas = build_blank_planes(WIDTH, HEIGHT)
    CameraPainter(build_texture(draw_scene(WIDTH, HEIGHT), WIDTH, HEIGHT), build_still_path(1)).paint(0, canvas)
    return canvas


@pytest.mark.parametrize(
    ("prompt", "effects"),
    [
        ("rain falls on the street", (Effect.RAIN,)),
        ("a train in the terrain", ()),
        ("it snows", (Effect.SNOW,)),
        ("snow-capped mountains", ()),
        ("morning mist, fireflies", (Effect.FOG, Effect.SPARKLE)),
        ("dusk to night", (Effect.DUSK,)),
        ("a candle", (Effect.FLICKER,)),
        ("a street without rain", ()),
    ],
)
def test_finds_what_the_words_name(prompt: str, effects: tuple[Effect, ...]) -> None:
    assert find_effects(prompt) == effects


def test_leaves_out_what_the_negative_prompt_names() -> None:
    assert find_effects("rain and fog", "rain") == (Effect.FOG,)


@pytest.mark.parametrize("effect", [Effect.RAIN, Effect.SNOW, Effect.SPARKLE])
def test_particles_add_light_and_move(effect: Effect) -> None:
    plain, one, other = paint_plain(), paint(effect, 20), paint(effect, 24)

    assert (one.luma >= plain.luma).all()
    assert (one.luma > plain.luma).mean() > 0.002
    assert not np.array_equal(one.luma, other.luma)


def test_fog_lowers_contrast() -> None:
    assert paint(Effect.FOG, 20).luma.std() < paint_plain().luma.std()


def test_dusk_grows_dark_and_blue() -> None:
    plain, late = paint_plain(), paint(Effect.DUSK, FRAMES - 1)

    assert late.luma.mean() < 0.7 * plain.luma.mean()
    assert late.blue.mean() > plain.blue.mean() - 1


def test_flicker_changes_the_light_from_frame_to_frame() -> None:
    lights = [paint(Effect.FLICKER, index).luma.mean() for index in range(10, 18)]

    assert np.ptp(lights) > 1


@pytest.mark.parametrize("effect", Effect)
def test_leaves_exact_frames_as_they_are(effect: Effect) -> None:
    ends = [paint(effect, index, BOTH) for index in (0, FRAMES - 1)]

    assert all(np.array_equal(end.luma, paint_plain().luma) for end in ends)


@pytest.mark.parametrize("effect", Effect)
def test_is_the_same_for_the_same_seed(effect: Effect) -> None:
    assert np.array_equal(paint(effect, 30).luma, paint(effect, 30).luma)
