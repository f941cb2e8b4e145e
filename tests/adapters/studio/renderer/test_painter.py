"""Frames of one picture."""

import cv2
import numpy as np
import pytest

from adapters.studio.renderer.camera import Anchor, Framing, Path, Take, build_path, build_still_path
from adapters.studio.renderer.grid import Grid
from adapters.studio.renderer.nearness import Nearness
from adapters.studio.renderer.painter import CameraPainter, ParallaxPainter
from adapters.studio.renderer.picture import build_texture
from adapters.studio.renderer.planes import Field, build_blank_planes, build_planes
from adapters.studio.renderer.vocabulary import build_camera_plan
from tests.adapters.studio.renderer.pictures import draw_scene

WIDTH, HEIGHT = 324, 180


def build(prompt: str, frames: int = 48) -> Path:
    take = Take(plan=build_camera_plan(prompt), framing=Framing(width=WIDTH, height=HEIGHT), frames=frames, seed=1)
    return build_path(take, Anchor.FIRST)


def guess(field: Field) -> Nearness:
    return Nearness(field=field, pivot=0.5)


def test_shows_the_picture_itself_when_still() -> None:
    picture = draw_scene(WIDTH, HEIGHT)
    canvas = build_blank_planes(WIDTH, HEIGHT)

    CameraPainter(build_texture(picture, WIDTH, HEIGHT), build_still_path(3)).paint(2, canvas)

    expected = build_planes(picture)
    assert np.array_equal(canvas.luma, expected.luma)
    assert np.array_equal(canvas.blue, expected.blue)


@pytest.mark.parametrize("prompt", ["push in", "orbit", "truck left"])
def test_depth_that_is_the_same_everywhere_changes_nothing(prompt: str) -> None:
    texture, path, grid = build_texture(draw_scene(WIDTH, HEIGHT), WIDTH, HEIGHT), build(prompt), Grid(WIDTH, HEIGHT)
    field = np.full((grid.rows - 2, grid.columns - 2), 0.5, dtype=np.float32)
    flat, deep = build_blank_planes(WIDTH, HEIGHT), build_blank_planes(WIDTH, HEIGHT)

    CameraPainter(texture, path).paint(40, flat)
    ParallaxPainter(texture, path, guess(field), grid).paint(40, deep)

    assert cv2.PSNR(flat.luma, deep.luma) > 40
    assert cv2.PSNR(flat.red, deep.red) > 40


def test_moves_near_things_more_than_far_ones() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 30, dtype=np.uint8)
    picture[20:40, 150:170] = picture[140:160, 150:170] = 250
    grid, path = Grid(WIDTH, HEIGHT), build("truck right")
    field = np.repeat(np.linspace(0, 1, grid.rows - 2, dtype=np.float32)[:, None], grid.columns - 2, axis=1)
    canvas = build_blank_planes(WIDTH, HEIGHT)

    ParallaxPainter(build_texture(picture, WIDTH, HEIGHT), path, guess(field), grid).paint(47, canvas)

    far, near = (np.argwhere(part > 150)[:, 1].mean() for part in (canvas.luma[:80], canvas.luma[110:]))
    assert near < far - 2


def test_moves_below_a_pixel_without_jitter() -> None:
    picture = np.full((HEIGHT, WIDTH, 3), 20, dtype=np.uint8)
    cv2.circle(picture, (240, 60), 9, (230, 230, 230), -1, cv2.LINE_AA)
    soft = np.asarray(cv2.GaussianBlur(picture, (0, 0), 3), dtype=np.uint8)
    path, canvas = build("slowly zoom in", frames=72), build_blank_planes(WIDTH, HEIGHT)
    painter = CameraPainter(build_texture(soft, WIDTH, HEIGHT), path)
    errors = []
    for index in range(0, 72, 6):
        painter.paint(index, canvas)
        weight = canvas.luma.astype(float) - canvas.luma.min()
        seen = (weight * np.arange(WIDTH)).sum() / weight.sum() + 0.5
        place = np.linalg.inv(path.views[index]) @ np.array([240.5, 60.5, 1])
        errors.append(seen - place[0] / place[2])

    assert np.std(errors) < 0.05
