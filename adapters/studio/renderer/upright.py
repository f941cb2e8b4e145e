"""Upright views, neither turned nor tilted: the picture is enlarged and shifted, in half the time of a general warp.

OpenCV resizes far faster than it warps, but a resize begins at a whole sample. So it begins at an earlier one, from
which its steps lie where the view wants them; what it made too early is cut away. Any other view is `painter.py`.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from adapters.studio.renderer.planes import Matrix, Plane

#: How many samples a resize may begin too early: enough to lie right within a hundredth of a sample, mostly.
_SKIPS = np.arange(65)
#: Samples around the source: what is skipped, in the steps of a view that shows it smaller.
_BORDER = 108
#: Steps that lie this near to where they should be lie right: what rounding to whole levels moves is more.
EXACT = 0.012
#: Of colour nobody sees more than this.
EXACT_COLOUR = 0.05
#: Every skipped sample costs time, so a hardly better place is not worth many of them.
_COST_OF_SKIPPING = 1e-5
_FARTHEST = 1.6
_STRAIGHT = 1e-12
#: What interpolation may touch beyond the samples that are asked for.
_RIM = 2


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """How one axis is resized: which samples are taken, how many are made of them and which of those are kept."""

    scale: float
    #: The first sample taken, which may lie outside the picture, and how far beyond it the resize is to begin.
    start: int
    rest: float
    taken: int
    made: int
    skipped: int


#: Across and down.
Stretches = tuple[Stretch, Stretch]


class UprightPlane:
    """One plane with what upright views of it need."""

    def __init__(self, source: Plane, *, exactness: float = EXACT) -> None:
        """Continue the plane on all sides by its mirror image; samples may lie as far as `exactness` off."""
        self._exactness = exactness
        self._height, self._width = source.shape
        padded = cv2.copyMakeBorder(source, _BORDER, _BORDER, _BORDER, _BORDER, cv2.BORDER_REFLECT_101)
        self._padded: Plane = np.asarray(padded, dtype=np.uint8)
        self._room: Plane = np.empty(0, dtype=np.uint8)
        self._shifted: Plane = np.empty(0, dtype=np.uint8)

    @property
    def source(self) -> Plane:
        """Look at the plane itself."""
        return self._padded[_BORDER : _BORDER + self._height, _BORDER : _BORDER + self._width]

    def has(self, stretches: Stretches) -> bool:
        """Tell whether all samples that are touched exist."""
        across, down = stretches
        return _is_inside(across, self._width) and _is_inside(down, self._height)

    def show(self, stretches: Stretches, target: Plane) -> None:
        """Fill `target`."""
        across, down = stretches
        taken = self._take(across, down)
        self._room = _make_room(self._room, down.made * across.made)
        made = self._room[: down.made * across.made].reshape(down.made, across.made)
        cv2.resize(taken, None, dst=made, fx=1 / across.scale, fy=1 / down.scale, interpolation=cv2.INTER_LINEAR)
        np.copyto(target, made[down.skipped :, across.skipped :][: target.shape[0], : target.shape[1]])

    def _take(self, across: Stretch, down: Stretch) -> Plane:
        """Cut out the samples that are resized, shifted by what remains of a sample."""
        top, left = _BORDER + down.start, _BORDER + across.start
        if max(abs(across.rest), abs(down.rest)) < self._exactness:
            return self._padded[top : top + down.taken, left : left + across.taken]
        self._shifted = _make_room(self._shifted, down.taken * across.taken)
        shifted = self._shifted[: down.taken * across.taken].reshape(down.taken, across.taken)
        around = self._padded[top - _RIM : top + down.taken + _RIM, left - _RIM : left + across.taken + _RIM]
        middle = (
            (across.taken - 1) / 2 + _RIM + across.rest,
            (down.taken - 1) / 2 + _RIM + down.rest,
        )
        cv2.getRectSubPix(around, (across.taken, down.taken), middle, shifted)
        return shifted


def find_stretch(scale: float, offset: float, length: int) -> Stretch:
    """Find how to make `length` samples, sample `i` from the place `scale * i + offset`, by one resize."""
    begins = offset + 0.5 - scale * (_SKIPS + 0.5)
    starts = np.rint(begins)
    skipped = int((np.abs(begins - starts) + _COST_OF_SKIPPING * _SKIPS).argmin())
    taken = math.ceil((length + skipped) * scale) + 1
    return Stretch(
        scale=scale,
        start=int(starts[skipped]),
        rest=float(begins[skipped] - starts[skipped]),
        taken=taken,
        # As OpenCV rounds it.
        made=round(taken * (1 / scale)),
        skipped=skipped,
    )


def find_stretches(view: Matrix, target: Plane) -> Stretches | None:
    """Find how to fill `target` with a view (index to index coordinates); None where no resize can show it."""
    skew = abs(view[0, 1]) + abs(view[1, 0]) + abs(view[2, 0]) + abs(view[2, 1]) + abs(view[2, 2] - 1)
    scales = float(view[0, 0]), float(view[1, 1])
    if skew > _STRAIGHT or min(scales) <= 0 or max(scales) > _FARTHEST:
        return None
    across = find_stretch(scales[0], float(view[0, 2]), target.shape[1])
    down = find_stretch(scales[1], float(view[1, 2]), target.shape[0])
    return None if _is_copied(across, down) else (across, down)


def _is_inside(stretch: Stretch, length: int) -> bool:
    """Tell whether all samples that are touched exist."""
    first, end = stretch.start - _RIM, stretch.start + stretch.taken + _RIM
    return first >= -_BORDER and end <= length + _BORDER


def _is_copied(across: Stretch, down: Stretch) -> bool:
    """Tell whether OpenCV would take two sizes for the same and copy, though the steps are not whole samples."""
    same_size = across.taken == across.made and down.taken == down.made
    return same_size and max(abs(across.scale - 1), abs(down.scale - 1)) > _STRAIGHT


def _make_room(room: Plane, count: int) -> Plane:
    """Give room for at least `count` samples, the same as before where that is enough."""
    return room if len(room) >= count else np.empty(count, dtype=np.uint8)
