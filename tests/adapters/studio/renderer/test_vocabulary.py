"""Words about the camera."""

import pytest

from adapters.studio.renderer.vocabulary import CameraPlan, Motion, Unrest, build_camera_plan


def motions(plan: CameraPlan) -> list[tuple[Motion, ...]]:
    return [step.motions for step in plan.steps]


@pytest.mark.parametrize(
    ("prompt", "motion"),
    [
        ("zoom in on her face", Motion.ZOOM_IN),
        ("The camera slowly zooms out", Motion.ZOOM_OUT),
        ("push in gently", Motion.PUSH_IN),
        ("camera moves closer", Motion.PUSH_IN),
        ("pull back to reveal the valley", Motion.PULL_BACK),
        ("dolly out", Motion.PULL_BACK),
        ("dolly in", Motion.PUSH_IN),
        ("pan left across the bay", Motion.PAN_LEFT),
        ("pan to the right", Motion.PAN_RIGHT),
        ("panning shot from right to left", Motion.PAN_LEFT),
        ("tilt up to the sky", Motion.TILT_UP),
        ("the camera tilts slowly down", Motion.TILT_DOWN),
        ("orbit around the statue", Motion.ORBIT_RIGHT),
        ("orbit left", Motion.ORBIT_LEFT),
        ("trucking left along the wall", Motion.TRUCK_LEFT),
        ("a tracking shot", Motion.TRUCK_RIGHT),
        ("crane up over the roofs", Motion.CRANE_UP),
        ("the drone descends", Motion.CRANE_DOWN),
        ("dolly zoom", Motion.DOLLY_ZOOM),
        ("dutch angle", Motion.ROLL),
    ],
)
def test_reads_one_move(prompt: str, motion: Motion) -> None:
    assert motions(build_camera_plan(prompt)) == [(motion,)]


def test_reads_moves_one_after_the_other() -> None:
    plan = build_camera_plan("Pan left, then zoom in fast. Finally tilt up")

    assert motions(plan) == [(Motion.PAN_LEFT,), (Motion.ZOOM_IN,), (Motion.TILT_UP,)]


def test_reads_moves_made_at_once() -> None:
    assert motions(build_camera_plan("pan right while zooming in")) == [(Motion.ZOOM_IN, Motion.PAN_RIGHT)]


def test_moves_slower_and_faster_as_the_words_say() -> None:
    slow, plain, fast = (build_camera_plan(f"zoom in {word}").steps[0].pace for word in ("slowly", "", "fast"))

    assert slow < plain < fast


@pytest.mark.parametrize(
    "prompt", ["static camera", "locked-off tripod shot", "the camera stays still", "no camera movement"]
)
def test_stands_still_when_told_to(prompt: str) -> None:
    assert build_camera_plan(prompt) == CameraPlan()


def test_drifts_when_nothing_is_said() -> None:
    assert motions(build_camera_plan("a cat on a sofa")) == [(Motion.DRIFT,)]


@pytest.mark.parametrize(
    ("prompt", "unrest"),
    [
        ("handheld footage", Unrest.HANDHELD),
        ("an earthquake shakes the room", Unrest.SHAKE),
        ("a calm lake", Unrest.NONE),
    ],
)
def test_reads_how_steady_the_hand_is(prompt: str, unrest: Unrest) -> None:
    assert build_camera_plan(prompt).unrest is unrest


def test_leaves_out_what_the_negative_prompt_names() -> None:
    plan = build_camera_plan("zoom in, then pan left, handheld", "zoom, handheld look")

    assert motions(plan) == [(Motion.PAN_LEFT,)]
    assert plan.unrest is Unrest.NONE


def test_leaves_out_what_the_prompt_itself_denies() -> None:
    assert motions(build_camera_plan("pan left, no zoom in")) == [(Motion.PAN_LEFT,)]


def test_stands_still_when_the_negative_prompt_forbids_motion() -> None:
    assert build_camera_plan("zoom in", "camera movement").steps == ()


def test_stays_flat_when_distortion_is_forbidden() -> None:
    assert build_camera_plan("orbit", "blur, distortion").flat
