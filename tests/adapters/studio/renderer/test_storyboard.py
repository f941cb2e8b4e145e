"""Shots and how they follow each other."""

from pathlib import Path

import pytest

from adapters.studio.renderer.camera import Anchor
from adapters.studio.renderer.scene import Scene, SceneShot
from adapters.studio.renderer.storyboard import Source, Transition, build_shots

FIRST, LAST = Path("first.png"), Path("last.png")
THREE = (
    SceneShot(prompt="wide view", seconds=2),
    SceneShot(prompt="close-up, dissolve", seconds=1),
    SceneShot(prompt="fade to her", seconds=3),
)


def test_is_one_shot_without_a_storyboard() -> None:
    (shot,) = build_shots(Scene(first_frame=FIRST, prompt="zoom in", duration_seconds=4))

    assert (shot.frames, shot.source, shot.anchor) == (96, Source.FIRST, Anchor.FIRST)


def test_leads_from_one_picture_to_the_other_in_one_shot() -> None:
    (shot,) = build_shots(Scene(first_frame=FIRST, last_frame=LAST))

    assert shot.source is Source.BOTH


def test_begins_every_shot_at_its_second() -> None:
    shots = build_shots(Scene(first_frame=FIRST, shots=THREE, duration_seconds=6))

    assert [(shot.start, shot.frames) for shot in shots] == [(0, 48), (48, 24), (72, 72)]
    assert [shot.anchor for shot in shots] == [Anchor.FIRST, Anchor.NONE, Anchor.NONE]


def test_ends_a_storyboard_with_the_last_picture() -> None:
    shots = build_shots(Scene(first_frame=FIRST, last_frame=LAST, shots=THREE, duration_seconds=6))

    assert [shot.source for shot in shots] == [Source.FIRST, Source.FIRST, Source.LAST]
    assert shots[-1].anchor is Anchor.LAST


def test_reads_framings_and_transitions() -> None:
    shots = build_shots(Scene(first_frame=FIRST, shots=THREE, duration_seconds=6))

    assert [shot.transition for shot in shots] == [Transition.CUT, Transition.DISSOLVE, Transition.DIP]
    assert shots[1].closeness == 1.75
    assert shots[1].transition_frames == 12


@pytest.mark.parametrize("seconds", [3, 7, 15])
@pytest.mark.parametrize("prompt", ["", "A man walks. He stops. He looks up. He runs. He falls. He laughs. He leaves."])
def test_splits_a_scene_into_shots_of_its_length(prompt: str, seconds: int) -> None:
    scene = Scene(first_frame=FIRST, prompt=prompt, split_into_shots=True, duration_seconds=seconds)

    shots = build_shots(scene)

    assert sum(shot.frames for shot in shots) == 24 * seconds
    assert 1 <= len(shots) <= 6
    assert (len(shots) == 1) is (seconds == 3)
