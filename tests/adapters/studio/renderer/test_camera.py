"""The way of the camera."""

import numpy as np
import pytest

from adapters.studio.renderer.camera import Anchor, Framing, Path, Take, build_path, ease
from adapters.studio.renderer.planes import Matrix
from adapters.studio.renderer.vocabulary import build_camera_plan

WIDTH, HEIGHT = 1280, 720
MOVES = ("zoom in", "push in", "pan left", "tilt up", "orbit", "truck right", "crane down", "roll left", "handheld")


def build(prompt: str, anchor: Anchor, *, frames: int = 72, framing: Framing | None = None) -> Path:
    chosen = framing or Framing(width=WIDTH, height=HEIGHT)
    return build_path(Take(plan=build_camera_plan(prompt), framing=chosen, frames=frames, seed=7), anchor)


def look(path: Path, across: float, down: float) -> Matrix:
    """Follow one place of the frame into the picture."""
    seen = path.views @ np.array([across, down, 1.0])
    return np.asarray(seen[:, :2] / seen[:, 2:])


@pytest.mark.parametrize("move", MOVES)
def test_begins_exactly_at_the_first_picture(move: str) -> None:
    path = build(move, Anchor.FIRST)

    assert np.allclose(path.views[0], np.eye(3), atol=1e-9)
    assert not np.allclose(path.views[-1], np.eye(3), atol=1e-3)


@pytest.mark.parametrize("move", MOVES)
def test_ends_exactly_at_the_last_picture(move: str) -> None:
    assert np.allclose(build(move, Anchor.LAST).views[-1], np.eye(3), atol=1e-9)


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("anchor", [Anchor.FIRST, Anchor.NONE])
def test_never_looks_past_the_picture(move: str, anchor: Anchor) -> None:
    path = build(move, anchor)
    corners = np.concatenate([look(path, across, down) for across in (0, WIDTH) for down in (0, HEIGHT)])

    assert corners.min() > -6
    assert (corners - [WIDTH, HEIGHT]).max() < 6


@pytest.mark.parametrize("move", ["zoom in", "pan left", "orbit"])
def test_moves_smoothly(move: str) -> None:
    corner = look(build(move, Anchor.FIRST, frames=120), 0, 0)
    jerks = np.abs(np.diff(corner, n=3, axis=0))

    assert jerks.max() < 0.3


def test_moves_steadily_one_way_when_zooming() -> None:
    across = look(build("zoom in", Anchor.FIRST), 0, 0)[:, 0]

    assert (np.diff(across) >= 0).all()


def test_keeps_the_subject_in_the_frame() -> None:
    framing = Framing(width=WIDTH, height=HEIGHT, focus_across=0.8, focus_down=0.3)
    path = build("zoom in fast", Anchor.FIRST, frames=360, framing=framing)
    subject = np.linalg.inv(path.views[-1]) @ np.array([0.8 * WIDTH, 0.3 * HEIGHT, 1])

    assert abs(subject[0] / subject[2] / WIDTH - 0.5) < 0.3


def test_tells_how_far_it_goes_beyond_the_picture() -> None:
    assert build("zoom out", Anchor.FIRST).surround > 0.05
    assert build("zoom in", Anchor.FIRST).surround == 0


def test_goes_through_moves_in_order() -> None:
    path = build("pan left then tilt up", Anchor.FIRST, frames=120)
    centre = look(path, WIDTH / 2, HEIGHT / 2) - [WIDTH / 2, HEIGHT / 2]

    assert abs(centre[40, 0]) > 10 * abs(centre[40, 1])
    assert centre[-1, 1] < -20


def test_goes_farther_when_fast() -> None:
    slow, fast = (build(f"zoom in {word}", Anchor.FIRST).views[-1, 0, 0] for word in ("slowly", "fast"))

    assert fast < slow < 1


def test_has_no_depth_when_flat() -> None:
    plan = build_camera_plan("orbit", "distortion")
    framing = Framing(width=WIDTH, height=HEIGHT)

    assert not build_path(Take(plan=plan, framing=framing, frames=72, seed=1), Anchor.FIRST).has_depth
    assert build("orbit", Anchor.FIRST).has_depth


def test_eases_from_zero_to_one() -> None:
    eased = ease(np.linspace(0, 1, 100))

    assert (eased[0], eased[-1]) == (0, 1)
    assert (np.diff(eased) >= 0).all()
    assert eased[1] < 0.001


@pytest.mark.parametrize("move", [move for move in MOVES if move != "handheld"])
def test_a_vigorous_camera_goes_further(move: str) -> None:
    takes = [
        Take(
            plan=build_camera_plan(move),
            framing=Framing(width=WIDTH, height=HEIGHT),
            frames=72,
            seed=7,
            vigour=vigour,
        )
        for vigour in (0.7, 1.35)
    ]
    mild, wild = (np.abs(look(build_path(take, Anchor.FIRST), 0, 0)).max() for take in takes)

    assert wild > mild
