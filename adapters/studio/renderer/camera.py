"""Where the camera stands in every frame: moves become matrices; reading the words belongs to `vocabulary.py`.

A pose is a row of nine numbers (see `Axis`), all zero for the picture as it was given. Poses are sums of eased
moves, so a sequence of moves never jumps.
"""

from dataclasses import dataclass
from enum import Enum, IntEnum, auto

import numpy as np

from adapters.studio.renderer.planes import Matrix
from adapters.studio.renderer.size import FRAMES_PER_SECOND
from adapters.studio.renderer.vocabulary import CameraPlan, Motion, Step, Unrest


class Axis(IntEnum):
    """The numbers of a pose."""

    #: Natural logarithm of the enlargement.
    ZOOM = 0
    #: Shift of the view, in shares of the frame.
    ACROSS = 1
    DOWN = 2
    #: Degrees.
    ROLL = 3
    YAW = 4
    PITCH = 5
    #: Shift of what is near against what is far, in shares of the frame; DEPTH enlarges it.
    SLIDE_ACROSS = 6
    SLIDE_DOWN = 7
    SLIDE_DEPTH = 8


class Anchor(Enum):
    """Which frame must show the picture exactly as given."""

    FIRST = auto()
    LAST = auto()
    NONE = auto()


@dataclass(frozen=True, kw_only=True)
class Framing:
    """What the camera films: the frame in pixels and where in it the subject is, in shares of the frame."""

    width: int
    height: int
    focus_across: float = 0.5
    focus_down: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Take:
    """One shot as the camera operator is told of it."""

    plan: CameraPlan
    framing: Framing
    frames: int
    seed: int
    #: How far the camera goes in each of its moves; 1 is the ordinary reach.
    vigour: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Path:
    """The camera in every frame."""

    #: (frames, 3, 3): continuous frame coordinates to continuous picture coordinates, both in frame pixels.
    views: Matrix
    #: (frames, 3): across, down and depth displacement of the nearest against the middle, in shares of the width.
    slides: Matrix
    #: How far the view leaves the picture, as a share of its size on each side.
    surround: float

    @property
    def has_depth(self) -> bool:
        """Tell whether near and far ever move differently."""
        return bool(np.abs(self.slides).max() > 1e-4)  # noqa: PLR2004 - a ten-thousandth of the width is no shift

    def __len__(self) -> int:
        """Count the frames."""
        return len(self.views)


#: How far each motion goes in five seconds at an ordinary pace.
_REACH: dict[Motion, dict[Axis, float]] = {
    Motion.ZOOM_IN: {Axis.ZOOM: 0.26},
    Motion.ZOOM_OUT: {Axis.ZOOM: -0.20},
    Motion.PUSH_IN: {Axis.ZOOM: 0.20, Axis.SLIDE_DEPTH: 0.07},
    Motion.PULL_BACK: {Axis.ZOOM: -0.16, Axis.SLIDE_DEPTH: -0.07},
    Motion.PAN_LEFT: {Axis.ACROSS: -0.10},
    Motion.PAN_RIGHT: {Axis.ACROSS: 0.10},
    Motion.TILT_UP: {Axis.DOWN: -0.10, Axis.PITCH: 1.0},
    Motion.TILT_DOWN: {Axis.DOWN: 0.10, Axis.PITCH: -1.0},
    Motion.ORBIT_LEFT: {Axis.YAW: -3.0, Axis.SLIDE_ACROSS: -0.030, Axis.ZOOM: 0.05},
    Motion.ORBIT_RIGHT: {Axis.YAW: 3.0, Axis.SLIDE_ACROSS: 0.030, Axis.ZOOM: 0.05},
    Motion.TRUCK_LEFT: {Axis.ACROSS: -0.06, Axis.SLIDE_ACROSS: -0.026},
    Motion.TRUCK_RIGHT: {Axis.ACROSS: 0.06, Axis.SLIDE_ACROSS: 0.026},
    Motion.CRANE_UP: {Axis.DOWN: -0.07, Axis.SLIDE_DOWN: -0.03},
    Motion.CRANE_DOWN: {Axis.DOWN: 0.07, Axis.SLIDE_DOWN: 0.03},
    Motion.ROLL: {Axis.ROLL: 6.0},
    Motion.DOLLY_ZOOM: {Axis.ZOOM: 0.02, Axis.SLIDE_DEPTH: 0.16},
    Motion.DRIFT: {Axis.ZOOM: 0.09, Axis.SLIDE_DEPTH: 0.03, Axis.SLIDE_ACROSS: 0.016, Axis.YAW: 0.8},
}
_ORDINARY_SECONDS = 5
_PACE_LIMITS = (0.35, 2.0)
#: Share of a move spent on speeding up, and on slowing down.
_EASE_IN, _EASE_OUT = 0.30, 0.38
#: Consecutive moves flow into each other over this share of a step.
_OVERLAP = 0.18
#: Cycles per second and reach of the unsteady hand; SHAKE is quicker and wider.
_TREMORS = {
    Unrest.HANDHELD: (np.array([0.31, 0.53, 0.97, 1.61]), 0.0045),
    Unrest.SHAKE: (np.array([2.3, 4.1, 5.9, 7.7]), 0.0080),
}
#: How far the rim of a picture moves at most when near slides against far.
_SLIDE_ROOM = 0.5
_FOCAL_LENGTH = 1.2
_FOCUS_PULL = 1.7
_MAX_EXTRA_ZOOM = 0.5


def build_path(take: Take, anchor: Anchor) -> Path:
    """Turn a plan into matrices for all frames that never look past the picture without need."""
    plan, framing, frames = take.plan, take.framing, take.frames
    rng = np.random.default_rng(take.seed)
    poses = _build_poses(plan.steps, frames=frames, mirrored=bool(rng.integers(2))) * take.vigour
    poses += _build_tremor(plan.unrest, anchor, frames=frames, rng=rng)
    poses -= _find_anchored_pose(poses, anchor)
    margins = np.maximum(0.0, np.expm1(-poses[:, Axis.ZOOM])) / 2
    slides = np.zeros((frames, 3)) if plan.flat else poses[:, Axis.SLIDE_ACROSS :]
    extra = _build_extra_zoom(poses, framing, margins - _SLIDE_ROOM * np.abs(slides).max(axis=1), anchor)
    views = _build_views(_enlarge(poses, extra), framing, extra)
    return Path(views=views, slides=slides, surround=float(margins.max()))


def build_still_path(frames: int) -> Path:
    """Give the path of a camera that does not move."""
    return Path(views=np.tile(np.eye(3), (frames, 1, 1)), slides=np.zeros((frames, 3)), surround=0.0)


def ease(share: Matrix) -> Matrix:
    """Map 0..1 to 0..1 with a smooth start, a steady middle and a longer smooth end."""
    clipped = np.clip(share, 0, 1)
    steps = np.linspace(0, 1, 513)
    speed = _smooth(steps / _EASE_IN) * _smooth((1 - steps) / _EASE_OUT)
    way = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2)])
    return np.asarray(np.interp(clipped, steps, way / way[-1]))


def _smooth(share: Matrix) -> Matrix:
    """Map 0..1 to 0..1 with level ends."""
    clipped = np.clip(share, 0, 1)
    return np.asarray(clipped * clipped * (3 - 2 * clipped))


def _build_poses(steps: tuple[Step, ...], *, frames: int, mirrored: bool) -> Matrix:
    """Add up the eased moves of all steps; a quicker step takes a smaller share of the time."""
    poses = np.zeros((frames, len(Axis)))
    lengths = np.array([1 / np.sqrt(step.pace) for step in steps])
    lengths = lengths / max(lengths.sum(), 1e-9)
    ends = np.cumsum(lengths)
    seconds = frames / FRAMES_PER_SECOND
    time = np.linspace(0, 1, frames)
    for step, end, length in zip(steps, ends, lengths, strict=True):
        blend = _OVERLAP * length if len(steps) > 1 else 0.0
        start = max(0.0, end - length - blend)
        way = ease((time - start) / (min(1.0, end + blend) - start))
        reach = np.clip(step.pace * np.sqrt(seconds * length / _ORDINARY_SECONDS), *_PACE_LIMITS)
        poses += way[:, None] * reach * _sum_motions(step.motions, mirrored=mirrored)
    return poses


def _sum_motions(motions: tuple[Motion, ...], *, mirrored: bool) -> Matrix:
    """Add up what simultaneous motions ask for; a drift may go either way."""
    total = np.zeros(len(Axis))
    for motion in motions:
        for axis, reach in _REACH[motion].items():
            sideways = axis in (Axis.SLIDE_ACROSS, Axis.YAW)
            total[axis] += -reach if mirrored and sideways and motion is Motion.DRIFT else reach
    return total


def _build_tremor(unrest: Unrest, anchor: Anchor, *, frames: int, rng: np.random.Generator) -> Matrix:
    """Give the unsteadiness of a hand, fading away at the frame that must be exact."""
    poses = np.zeros((frames, len(Axis)))
    if unrest is Unrest.NONE:
        return poses
    frequencies, reach = _TREMORS[unrest]
    seconds = np.arange(frames) / FRAMES_PER_SECOND
    for axis, weight in ((Axis.ACROSS, 1.0), (Axis.DOWN, 1.2), (Axis.ROLL, 45.0)):
        phases = rng.uniform(0, 2 * np.pi, len(frequencies))
        waves = np.sin(2 * np.pi * frequencies * seconds[:, None] + phases) / np.sqrt(frequencies / frequencies[0])
        poses[:, axis] = weight * reach * waves.mean(axis=1) * 2
    from_start = _smooth(seconds / 0.8) if anchor is Anchor.FIRST else np.ones(frames)
    to_end = _smooth((seconds[-1] - seconds) / 0.8) if anchor is Anchor.LAST else np.ones(frames)
    return poses * (from_start * to_end)[:, None]


def _find_anchored_pose(poses: Matrix, anchor: Anchor) -> Matrix:
    """Give the pose that is to become the picture itself; without an anchor the middle of the way, at its widest."""
    if anchor is Anchor.NONE:
        middle = np.asarray((poses.max(axis=0) + poses.min(axis=0)) / 2)
        middle[Axis.ZOOM] = poses[:, Axis.ZOOM].min()
        return middle
    return np.asarray(poses[-1 if anchor is Anchor.LAST else 0].copy())


def _build_extra_zoom(poses: Matrix, framing: Framing, margins: Matrix, anchor: Anchor) -> Matrix:
    """Enlarge just enough that the view stays inside; the extra only ever grows or only ever shrinks: no breathing."""
    low, high = np.zeros(len(poses)), np.full(len(poses), _MAX_EXTRA_ZOOM)
    for _ in range(14):
        middle = (low + high) / 2
        trial = _enlarge(poses, middle)
        inside = _is_inside(_build_views(trial, framing, middle), framing, margins)
        low, high = np.where(inside, low, middle), np.where(inside, middle, high)
    needed = np.where(high < 1e-3, 0.0, high)  # noqa: PLR2004 - what the search cannot tell from nothing
    if anchor is Anchor.NONE:
        return np.full(len(poses), needed.max())
    return _soften(needed) if anchor is Anchor.FIRST else _soften(needed[::-1])[::-1]


def _enlarge(poses: Matrix, extra: Matrix) -> Matrix:
    """Give poses that are zoomed in a little farther."""
    enlarged = poses.copy()
    enlarged[:, Axis.ZOOM] += extra
    return enlarged


def _soften(needed: Matrix) -> Matrix:
    """Give a smooth rising line, zero at its start, that lies above `needed`."""
    window = FRAMES_PER_SECOND // 2
    rising = np.maximum.accumulate(needed)
    ahead = np.concatenate([rising[window:], np.full(min(window, len(rising)), rising[-1])])[: len(rising)]
    padded = np.concatenate([np.zeros(window), ahead])
    means = np.convolve(padded, np.ones(window) / window)[window - 1 : window - 1 + len(ahead)]
    return np.asarray(np.maximum.accumulate(means))


def _is_inside(views: Matrix, framing: Framing, margins: Matrix) -> Matrix:
    """Tell for every frame whether the four corners of the view lie in the picture and its margin."""
    size = np.array([framing.width, framing.height])
    corners = np.array([[0, 0, 1], [size[0], 0, 1], [0, size[1], 1], [size[0], size[1], 1]], dtype=np.float64)
    seen = np.einsum("nij,kj->nki", views, corners)
    places = seen[:, :, :2] / seen[:, :, 2:] / size
    outside = np.maximum(-places, places - 1).max(axis=(1, 2))
    return np.asarray(outside <= margins + 1e-4)


def _build_views(poses: Matrix, framing: Framing, extra: Matrix | float = 0.0) -> Matrix:
    """Turn poses into matrices from frame to picture coordinates.

    Only what was asked of the zoom pulls towards the subject, not the `extra` that keeps the view inside.
    """
    size = np.array([framing.width, framing.height], dtype=np.float64)
    scale = np.exp(-poses[:, Axis.ZOOM])
    wanted = np.exp(-np.maximum(0.0, poses[:, Axis.ZOOM] - extra))
    pulled = np.clip((_focus(framing) - 0.5) * _FOCUS_PULL, -0.5, 0.5)
    toward = (1 - wanted)[:, None] * pulled
    centre = (0.5 + toward + poses[:, [Axis.ACROSS, Axis.DOWN]]) * size
    turned = _build_rotations(poses, framing)
    turned[:, :2, :] *= scale[:, None, None]
    views = np.tile(np.eye(3), (len(poses), 1, 1))
    views[:, :2, 2] = centre
    back = np.eye(3)
    back[:2, 2] = -size / 2
    return np.asarray(views @ turned @ back)


def _focus(framing: Framing) -> Matrix:
    """Give the place of the subject, in shares of the frame."""
    return np.array([framing.focus_across, framing.focus_down])


def _build_rotations(poses: Matrix, framing: Framing) -> Matrix:
    """Give K R K^-1 for every pose about the middle of the frame, which stays where it is."""
    roll, yaw, pitch = (np.radians(poses[:, axis]) for axis in (Axis.ROLL, Axis.YAW, Axis.PITCH))
    focal = _FOCAL_LENGTH * max(framing.width, framing.height)
    turns = np.tile(np.eye(3), (len(poses), 1, 1))
    turns[:, 0, 0] = turns[:, 1, 1] = np.cos(roll)
    turns[:, 0, 1], turns[:, 1, 0] = -np.sin(roll), np.sin(roll)
    # Small angles: the keystone alone is the visible part of a turn that keeps the middle in place.
    turns[:, 2, 0] = -np.sin(yaw) / focal
    turns[:, 2, 1] = -np.sin(pitch) / focal
    return turns
