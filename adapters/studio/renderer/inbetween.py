"""Painting the way from one picture to another.

Pictures that show the same thing are moved into each other along their optical flow; pictures that have nothing in
common share a camera move and dissolve. How motion is estimated belongs to `flow.py`.
"""

from dataclasses import dataclass, replace

import numpy as np

from adapters.studio.renderer.camera import Anchor, Take, build_path, ease
from adapters.studio.renderer.flow import Flow, estimate_flow
from adapters.studio.renderer.grain import measure_grain, quieten_grain
from adapters.studio.renderer.grid import CELL, Grid, Window, build_sheet
from adapters.studio.renderer.painter import CameraPainter, Painter
from adapters.studio.renderer.picture import build_texture, fit_picture
from adapters.studio.renderer.planes import Field, Matrix, Plane, Planes, build_blank_planes, build_planes
from adapters.studio.renderer.size import FRAMES_PER_SECOND
from adapters.studio.renderer.transition import mix_planes

#: How long two unlike pictures are seen together.
_DISSOLVE_SECONDS = 0.9
#: Share of the time in which a pixel changes from one picture to the other: short where its motion is unsure, or it
#: would be seen double for long. Two moments of one scene change all the time, which keeps closest to what was there.
_SHORTEST_CHANGE, _LONGEST_UNSURE = 0.32, 0.60
_SHORTEST_SURE = 0.40
_PLENTY_OF_TRUST = 0.05
#: Where neither motion can be trusted, both count the same.
_SOME_TRUST = 0.02
_ROUNDS = 3
_LITTLE_TRUST = 0.08
_UNSEEN, _ONLY = 0.004, 0.996
#: How much of the timing is eased; the rest is even, as people and things move.
_EASED = 0.5


def build_inbetween_painter(first: Plane, last: Plane, take: Take) -> Painter:
    """Prepare the way from one picture, exactly as given, to another, exactly as given."""
    width, height = take.framing.width, take.framing.height
    pictures = [fit_picture(picture, width, height) for picture in (first, last)]
    grid = Grid(width, height)
    flow = estimate_flow(pictures[0], pictures[1], columns=grid.columns - 2, rows=grid.rows - 2)
    if flow.is_common:
        planes = [build_planes(picture) for picture in pictures]
        return FlowPainter(planes[0], planes[1], flow, grid, build_times(take.frames))
    painters = [_build_painter(first, take, Anchor.FIRST), _build_painter(last, take, Anchor.LAST)]
    dissolve_frames = round(_DISSOLVE_SECONDS * FRAMES_PER_SECOND)
    return DissolvePainter(*painters, frames=take.frames, dissolve_frames=dissolve_frames)


def build_times(frames: int) -> Matrix:
    """Give the moment of every frame between the two pictures: 0 for the first frame, 1 for the last."""
    even = np.linspace(0, 1, frames)
    return np.asarray(_EASED * ease(even) + (1 - _EASED) * even)


def _build_painter(picture: Plane, take: Take, anchor: Anchor) -> Painter:
    """Move the camera over one of the two pictures, for the whole time."""
    path = build_path(take, anchor)
    texture = build_texture(picture, take.framing.width, take.framing.height, surround=path.surround)
    return CameraPainter(texture, path)


@dataclass(frozen=True, kw_only=True)
class _Trace:
    """What the cells of a frame show of one picture."""

    places: Field
    #: Of what is seen there, towards the other picture, and how far it can be trusted.
    motion: Field
    trust: Field


class FlowPainter:
    """Two pictures of the same thing: each is moved along the flow, and they change over where it looks best."""

    def __init__(self, first: Planes, last: Planes, flow: Flow, grid: Grid, times: Matrix) -> None:
        """Keep both pictures, the motion between them and the moment of every frame."""
        self._first, self._last = build_sheet(first), build_sheet(last)
        self._flow = flow
        self._grid = grid
        self._times = times
        self._other = build_blank_planes(first.width, first.height)
        self._size = np.array([first.width, first.height], dtype=np.float32)[:, None, None]
        self._grain = self._measure_grain()

    def paint(self, index: int, canvas: Planes) -> None:
        """Write every sample of frame `index` into `canvas`."""
        time = float(self._times[index])
        self._mix(time, canvas)
        quieten_grain(canvas.luma, self._grain, time)

    def _mix(self, time: float, canvas: Planes) -> None:
        """Draw both pictures where they are at a moment, each by its share."""
        first, last = self._trace_both(time)
        share = self._weigh(first, last, time)
        inner = share[1:-1, 1:-1]
        if inner.min() > _ONLY:
            self._grid.warp(self._last, last.places, canvas)
            return
        self._grid.warp(self._first, first.places, canvas)
        window = _find_window(inner > _UNSEEN)
        if window is None:
            return
        self._grid.warp(self._last, last.places, self._other, window)
        self._grid.blend(self._other, share, canvas, window)

    def _trace_both(self, time: float) -> tuple[_Trace, _Trace]:
        """Find what every cell shows of the first and of the last picture at a moment."""
        first = self._trace(self._flow.forth, self._flow.forth_trust, time)
        last = self._trace(self._flow.back, self._flow.back_trust, 1 - time)
        return self._reconcile(first, last, time)

    def _measure_grain(self) -> float:
        """Compare the finest detail of both pictures where they meet, halfway; the middle of the frame will do."""
        first, last = self._trace_both(1 / 2)
        quarter = self._grid.whole.bottom // 4
        window = replace(self._grid.whole, top=quarter, bottom=self._grid.whole.bottom - quarter)
        seen = [build_blank_planes(self._other.width, self._other.height), self._other]
        for sheet, trace, canvas in zip((self._first, self._last), (first, last), seen, strict=True):
            self._grid.warp(sheet, trace.places, canvas, window)
        trust = np.minimum(first.trust, last.trust)[1:-1, 1:-1][window.top : window.bottom]
        return measure_grain(window.cut(seen[0]).luma, window.cut(seen[1]).luma, trust)

    def _follow(self, motion: Field, time: float) -> Field:
        """Find for every cell the place it came from: the fixed point of a step of `time` along the motion."""
        centres = self._grid.centres
        places = centres
        for _ in range(_ROUNDS if time else 0):
            places = centres - np.float32(time) * self._grid.sample(motion, places)
        return places

    def _trace(self, motion: Field, trust: Field, time: float) -> _Trace:
        """Find what every cell shows of one picture, `time` away from it."""
        places = self._follow(motion, time)
        return _Trace(places=places, motion=self._grid.sample(motion, places), trust=self._grid.sample(trust, places))

    def _reconcile(self, first: _Trace, last: _Trace, time: float) -> tuple[_Trace, _Trace]:
        """Move both to the places that one motion joins: the mean of the two, by how far each is trusted.

        Views of a thing that are no moments of one scene have no motion in common, so each keeps its own.
        """
        some, sureness = np.float32(_SOME_TRUST), np.float32(self._flow.sureness)
        share = (last.trust + some) / (first.trust + last.trust + 2 * some)
        motion = first.motion - share * (first.motion + last.motion)
        centres = self._grid.centres
        first_places = centres - np.float32(time) * motion
        last_places = centres + np.float32(1 - time) * motion
        return (
            replace(first, places=first.places + sureness * (first_places - first.places)),
            replace(last, places=last.places + sureness * (last_places - last.places)),
        )

    def _weigh(self, first: _Trace, last: _Trace, time: float) -> Field:
        """Give the share of the last picture for every cell, 0..1."""
        sureness = np.float32(self._flow.sureness)
        trust = np.clip(np.maximum(first.trust, last.trust) / _PLENTY_OF_TRUST, 0, 1)
        shortest = _SHORTEST_CHANGE + (_SHORTEST_SURE - _SHORTEST_CHANGE) * sureness
        longest = _LONGEST_UNSURE + (1 - _LONGEST_UNSURE) * sureness
        length = shortest + (longest - shortest) * trust
        even = np.clip((time - 0.5) / length + 0.5, 0, 1)
        change = sureness * even + (1 - sureness) * even * even * (3 - 2 * even)
        first_seen, last_seen = self._see(first.places), self._see(last.places)
        little = _LITTLE_TRUST + (1 - _LITTLE_TRUST) * sureness
        first_weight = (1 - change) * (first.trust + little) * first_seen
        last_weight = (change * (last.trust + little) + (1 - first_seen)) * last_seen
        total = first_weight + last_weight
        return np.asarray(np.where(total > 0, last_weight / np.maximum(total, 1e-6), change), dtype=np.float32)

    def _see(self, places: Field) -> Field:
        """Tell for every cell whether its place lies in the picture: 1 inside, 0 from one cell outside."""
        inside = np.minimum(places, self._size - places) / np.float32(CELL)
        return np.asarray(np.clip(inside.min(axis=0) + np.float32(1.5), 0, 1))


class DissolvePainter:
    """Two pictures that have nothing in common: one camera move runs through both, with a dissolve mid-way."""

    def __init__(self, first: Painter, last: Painter, *, frames: int, dissolve_frames: int) -> None:
        """Keep the painters of the two pictures, both as long as the whole."""
        self._first = first
        self._last = last
        middle = (np.arange(frames) - (frames - 1) / 2) / dissolve_frames + 0.5
        self._shares = ease(middle)
        self._outgoing: Planes | None = None

    def paint(self, index: int, canvas: Planes) -> None:
        """Write every sample of frame `index` into `canvas`."""
        share = float(self._shares[index])
        if share <= 0:
            self._first.paint(index, canvas)
            return
        self._last.paint(index, canvas)
        if share >= 1:
            return
        if self._outgoing is None:
            self._outgoing = build_blank_planes(canvas.width, canvas.height)
        self._first.paint(index, self._outgoing)
        mix_planes(self._outgoing, canvas, share)


def _find_window(seen: np.ndarray[tuple[int, int], np.dtype[np.bool_]]) -> Window | None:
    """Give the smallest rectangle of cells, with a little room, outside of which nothing is seen."""
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not len(rows):
        return None
    return Window(
        top=max(0, int(rows[0]) - 1),
        left=max(0, int(columns[0]) - 1),
        bottom=min(seen.shape[0], int(rows[-1]) + 2),
        right=min(seen.shape[1], int(columns[-1]) + 2),
    )
