"""Every shot in its place."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from adapters.studio.renderer.film import Film
from adapters.studio.renderer.planes import Planes, build_blank_planes
from adapters.studio.renderer.scene import Aspect, Scene, SceneShot
from tests.adapters.studio.renderer.pictures import draw_scene, write_picture


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    path = write_picture(tmp_path, draw_scene(640, 640))
    return Scene(
        first_frame=path, prompt="static camera", aspect=Aspect.SQUARE, duration_seconds=4, animatic_mark=False
    )


def paint(scene: Scene, index: int) -> Planes:
    film = Film(scene)
    canvas = build_blank_planes(film.width, film.height)
    film.paint(index, canvas)
    return canvas


def test_draws_marks_only_where_asked(scene: Scene) -> None:
    plain, marked = paint(scene, 5), paint(replace(scene, watermark=True, animatic_mark=True), 5)

    places = np.argwhere(plain.luma != marked.luma)
    assert places[:, 0].min() > 600
    assert (places[:, 1] < 200).any()
    assert (places[:, 1] > 520).any()


@pytest.mark.parametrize(
    ("prompt", "moves"), [("static camera", False), ("tripod, no camera movement", False), ("", True)]
)
def test_moves_unless_told_to_stand_still(scene: Scene, prompt: str, *, moves: bool) -> None:
    early, late = (paint(replace(scene, prompt=prompt), index) for index in (10, 90))

    assert np.array_equal(early.luma, late.luma) is not moves


def test_mixes_two_shots_during_a_dissolve(scene: Scene) -> None:
    shots = (
        SceneShot(prompt="wide, static camera", seconds=2),
        SceneShot(prompt="close-up, static camera, dissolve", seconds=2),
    )
    film = Film(replace(scene, shots=shots))
    before, during, after = (build_blank_planes(720, 720) for _ in range(3))

    for index, canvas in ((47, before), (55, during), (90, after)):
        film.paint(index, canvas)

    mixed = cv2.addWeighted(before.luma, 0.5, after.luma, 0.5, 0)
    assert cv2.PSNR(during.luma, mixed) > max(cv2.PSNR(during.luma, end.luma) for end in (before, after))


def test_shows_elements_only_in_the_shot_that_names_them(scene: Scene, tmp_path: Path) -> None:
    element = write_picture(tmp_path, draw_scene(300, 300, seed=3), "element.png")
    shots = (
        SceneShot(prompt="static camera", seconds=2),
        SceneShot(prompt="static camera, wide, <<<element_1>>>", seconds=2),
    )
    bare, peopled = replace(scene, shots=shots), replace(scene, shots=shots, elements=(element,))

    same = [np.array_equal(paint(bare, index).luma, paint(peopled, index).luma) for index in (30, 80)]

    assert same == [True, False]


def test_shows_depth_unless_it_is_forbidden(scene: Scene) -> None:
    deep = replace(scene, prompt="orbit")
    flat = replace(deep, negative_prompt="distortion")

    assert not np.array_equal(paint(deep, 90).luma, paint(flat, 90).luma)
