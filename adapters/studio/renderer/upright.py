"""Upright views, neither turned nor tilted: the picture is enlarged and shifted, in half the time of a general warp.

OpenCV resizes far faster than it warps, but a resize begins at a whole sample. So it begins at an earlier one, from
which its steps lie where the view wants them; what it made too early is cut away. Any other view is `painter.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from adapters.studio.renderer.planes import FREE_BEFORE, Matrix, Plane

#: How many samples a resize may begin too early. To skip them costs less than to shift the picture.
_SKIPS = np.arange(FREE_BEFORE + 1)
#: Samples around the source, for what is skipped.
_BORDER = 136
#: Every skipped sample costs time, so a hardly better place is not worth many of them.
_COST_OF_SKIPPING = 1e-4
_FARTHEST = 1.6
_STRAIGHT = 1e-12
#: What interpolation may touch beyond the samples that are asked for.
_RIM = 2


@dataclass(frozen=True, kw_only=True)
class Exactness:
    """How far from where they should be samples may lie."""

    #: Nearer than this is not worth skipping more samples.
    enough: float
    #: From here on the picture is shifted before it is resized.
    limit: float


#: What rounding to whole levels moves is more.
EXACT = Exactness(enough=0.005, limit=0.016)
#: Of colour nobody sees more than this.
EXACT_COLOUR = Exactness(enough=0.05, limit=0.05)


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

    def __init__(self, source: Plane, *, exactness: Exactness = EXACT) -> None:
        """Continue the plane on all sides by its mirror image."""
        self._exactness = exactness
        self._height, self._width = source.shape
        padded = cv2.copyMakeBorder(source, _BORDER, _BORDER, _BORDER, _BORDER, cv2.BORDER_REFLECT_101)
        self._padded: Plane = np.asarray(padded, dtype=np.uint8)
        self._shifted: Plane = np.empty(0, dtype=np.uint8)

    @property
    def source(self) -> Plane:
        """Look at the plane itself."""
        return self._padded[_BORDER : _BORDER + self._height, _BORDER : _BORDER + self._width]

    def has(self, stretches: Stretches) -> bool:
        """Tell whether all samples that are touched exist."""
        across, down = stretches
        return _is_inside(across, self._width) and _is_inside(down, self._height)

    def show(self, stretches: Stretches, target: Plane, room: Plane | None = None) -> None:
        """Fill `target`; with the `room` of a canvas around it nothing has to be copied."""
        across, down = stretches
        made = _find_place(room, across, down)
        is_in_place = made is not None
        if made is None:
            made = np.empty((down.made, across.made), dtype=np.uint8)
        taken = self._take(across, down)
        cv2.resize(taken, None, dst=made, fx=1 / across.scale, fy=1 / down.scale, interpolation=cv2.INTER_LINEAR)
        if not is_in_place:
            np.copyto(target, made[down.skipped :, across.skipped :][: target.shape[0], : target.shape[1]])

    def _take(self, across: Stretch, down: Stretch) -> Plane:
        """Cut out the samples that are resized, shifted by what remains of a sample."""
        top, left = _BORDER + down.start, _BORDER + across.start
        if max(abs(across.rest), abs(down.rest)) < self._exactness.limit:
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


def find_stretches(
    views: Matrix, width: int, height: int, *, exactness: Exactness = EXACT
) -> tuple[Stretches | None, ...]:
    """Find how to fill `width` by `height` samples with each of the views; None where no resize can show it.

    `views` has the shape (frames, 3, 3) and maps index to index coordinates.
    """
    skews = np.abs(views[:, (0, 1, 2, 2), (1, 0, 0, 1)]).sum(axis=1) + np.abs(views[:, 2, 2] - 1)
    scales = views[:, (0, 1), (0, 1)]
    upright = (skews < _STRAIGHT) & (scales.min(axis=1) > 0) & (scales.max(axis=1) < _FARTHEST)
    shown = views[upright]
    across = _find_axis(shown[:, 0, 0], shown[:, 0, 2], width, exactness)
    down = _find_axis(shown[:, 1, 1], shown[:, 1, 2], height, exactness)
    found = zip(across, down, strict=True)
    return tuple(_refuse_copies(*next(found)) if is_upright else None for is_upright in upright)


def _find_axis(scales: Matrix, offsets: Matrix, length: int, exactness: Exactness) -> Iterator[Stretch]:
    """Find how to make `length` samples, sample `i` from the place `scale * i + offset`, by one resize each."""
    begins = (offsets + 0.5)[:, None] - scales[:, None] * (_SKIPS + 0.5)
    starts = np.rint(begins)
    errors = np.maximum(np.abs(begins - starts), exactness.enough) + _COST_OF_SKIPPING * _SKIPS
    skips = np.where(starts < _RIM - _BORDER, np.inf, errors).argmin(axis=1)
    chosen = np.arange(len(skips)), skips
    taken = np.ceil((length + skips) * scales) + 1
    # As OpenCV rounds it.
    made = np.rint(taken * (1 / scales))
    columns = (scales, starts[chosen], (begins - starts)[chosen], taken, made, skips)
    for scale, start, rest, take, make, skipped in zip(*(column.tolist() for column in columns), strict=True):
        yield Stretch(scale=scale, start=int(start), rest=rest, taken=int(take), made=int(make), skipped=skipped)


def _find_place(room: Plane | None, across: Stretch, down: Stretch) -> Plane | None:
    """Look at the part of a canvas' room in which all that is made lies where it is to be seen, if it has one."""
    if room is None:
        return None
    place = room[FREE_BEFORE - down.skipped :, FREE_BEFORE - across.skipped :][: down.made, : across.made]
    return place if place.shape == (down.made, across.made) else None


def _is_inside(stretch: Stretch, length: int) -> bool:
    """Tell whether all samples that are touched exist."""
    first, end = stretch.start - _RIM, stretch.start + stretch.taken + _RIM
    return first >= -_BORDER and end <= length + _BORDER


def _refuse_copies(across: Stretch, down: Stretch) -> Stretches | None:
    """Give nothing where OpenCV would take two sizes for the same and copy, though the steps are not whole samples."""
    same_size = across.taken == across.made and down.taken == down.made
    is_copied = same_size and max(abs(across.scale - 1), abs(down.scale - 1)) > _STRAIGHT
    return None if is_copied else (across, down)


def _make_room(room: Plane, count: int) -> Plane:
    """Give room for at least `count` samples, the same as before where that is enough."""
    return room if len(room) >= count else np.empty(count, dtype=np.uint8)
