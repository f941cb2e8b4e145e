"""The seed of a scene."""

from dataclasses import replace
from pathlib import Path

from adapters.studio.renderer.scene import Scene
from adapters.studio.renderer.seed import build_seed, find_vigour
from tests.adapters.studio.renderer.pictures import draw_scene, write_picture


def test_depends_on_content_and_not_on_names(tmp_path: Path) -> None:
    one, same = (write_picture(tmp_path, draw_scene(64, 36), name) for name in ("one.png", "same.png"))
    other = write_picture(tmp_path, draw_scene(64, 36, seed=2), "other.png")
    scene = Scene(first_frame=one, prompt="rain", task_id="a")

    seeds = [build_seed(replace(scene, first_frame=path, task_id="b")) for path in (same, other)]

    assert (seeds[0] == build_seed(scene), seeds[1] == build_seed(scene)) == (True, False)


def test_depends_on_the_words(tmp_path: Path) -> None:
    scene = Scene(first_frame=write_picture(tmp_path, draw_scene(64, 36)), prompt="rain")

    assert build_seed(replace(scene, prompt="snow")) != build_seed(scene)


def test_tells_a_first_picture_from_a_last_one(tmp_path: Path) -> None:
    path = write_picture(tmp_path, draw_scene(64, 36))

    assert build_seed(Scene(first_frame=path)) != build_seed(Scene(last_frame=path))


def test_another_take_has_another_seed(tmp_path: Path) -> None:
    scene = Scene(first_frame=write_picture(tmp_path, draw_scene(64, 36)), prompt="rain")

    assert build_seed(replace(scene, take="again")) != build_seed(scene)


def test_the_first_take_has_the_ordinary_reach_and_others_differ(tmp_path: Path) -> None:
    scene = Scene(first_frame=write_picture(tmp_path, draw_scene(64, 36)), prompt="rain")
    vigours = [find_vigour(replace(scene, take=take)) for take in ("", "a", "b", "b")]

    assert vigours[0] == 1.0
    assert len(set(vigours)) == 3
    assert all(0.7 <= vigour <= 1.35 for vigour in vigours)
