"""Painting the way from one picture to another."""

import numpy as np

from adapters.studio.renderer.camera import Anchor, Take, build_path, ease
from adapters.studio.renderer.painter import CameraPainter, Painter
from adapters.studio.renderer.picture import build_texture
from adapters.studio.renderer.planes import Plane, Planes, build_blank_planes
from adapters.studio.renderer.size import FRAMES_PER_SECOND
from adapters.studio.renderer.transition import mix_planes

#: How long two unlike pictures are seen together.
_DISSOLVE_SECONDS = 0.9


def build_inbetween_painter(first: Plane, last: Plane, take: Take) -> Painter:
    """Prepare the way from one picture, exactly as given, to another, exactly as given."""
    painters = [_build_painter(first, take, Anchor.FIRST), _build_painter(last, take, Anchor.LAST)]
    dissolve_frames = round(_DISSOLVE_SECONDS * FRAMES_PER_SECOND)
    return DissolvePainter(*painters, frames=take.frames, dissolve_frames=dissolve_frames)


def _build_painter(picture: Plane, take: Take, anchor: Anchor) -> Painter:
    """Move the camera over one of the two pictures, for the whole time."""
    path = build_path(take, anchor)
    texture = build_texture(picture, take.framing.width, take.framing.height, surround=path.surround)
    return CameraPainter(texture, path)


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
        if share < 1:
            self._first.paint(index, canvas)
        if share <= 0:
            return
        if share >= 1:
            self._last.paint(index, canvas)
            return
        if self._outgoing is None:
            self._outgoing = build_blank_planes(canvas.width, canvas.height)
        canvas.copy_to(self._outgoing)
        self._last.paint(index, canvas)
        mix_planes(self._outgoing, canvas, share)
