"""Free-form warps: source places are worked out for cells of the frame and filled in between.

A warp that bends costs hardly more than a straight one this way. What bends it belongs to the painters.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from adapters.studio.renderer.planes import Field, Matrix, Plane, Planes

CELL = 8
#: Rows of cells filled in at once: what is filled in then stays in the cache until it is used.
_BAND_ROWS = 24


@dataclass(frozen=True, kw_only=True)
class Window:
    """A rectangle of cells of a frame."""

    top: int
    left: int
    bottom: int
    right: int

    def cut(self, planes: Planes) -> Planes:
        """Look at the part of a frame that the window covers."""
        return planes.cut(slice(self.top * CELL, self.bottom * CELL), slice(self.left * CELL, self.right * CELL))

    def split(self) -> Iterator["Window"]:
        """Give the bands of the window, one below the other."""
        for top in range(self.top, self.bottom, _BAND_ROWS):
            yield replace(self, top=top, bottom=min(top + _BAND_ROWS, self.bottom))


class Grid:
    """The cells of a frame, with one more ring around it so that the rim is filled in like the rest."""

    def __init__(self, width: int, height: int) -> None:
        """Lay cells over a frame of `width` by `height` pixels."""
        self.columns, self.rows = -(-width // CELL) + 2, -(-height // CELL) + 2
        across = (np.arange(self.columns, dtype=np.float32) - 0.5) * CELL
        down = (np.arange(self.rows, dtype=np.float32) - 0.5) * CELL
        #: (rows, columns, 2): the middle of every cell in continuous frame coordinates.
        self.centres: Field = np.stack(np.meshgrid(across, down), axis=2)
        self.whole = Window(top=0, left=0, bottom=self.rows - 2, right=self.columns - 2)
        room = ((_BAND_ROWS + 2) * CELL, self.columns * CELL)
        self._map: Field = np.empty((*room, 2), dtype=np.float32)
        self._weights: Field = np.empty(room, dtype=np.float32)

    def project(self, view: Matrix) -> Field:
        """Give the place of every cell seen through a matrix, in continuous coordinates."""
        return np.asarray(cv2.perspectiveTransform(self.centres, view), dtype=np.float32)

    def sample(self, field: Field, places: Field) -> Field:
        """Read a field that has one value per cell of a picture at continuous picture coordinates."""
        cells = places / np.float32(CELL) - np.float32(0.5)
        target: Field = np.empty((*places.shape[:2], *field.shape[2:]), dtype=np.float32)
        _remap(field, cells, target)
        return target

    def warp(self, source: Planes, places: Field, canvas: Planes, window: Window | None = None) -> None:
        """Fill what a window covers of `canvas`; `places` holds continuous source coordinates for every cell."""
        # Chroma lies half a pixel to the left of the middle of its four luma pixels.
        stretch = (places[1, -2, 0] - places[1, 1, 0]) / ((self.columns - 3) * CELL)
        middle = np.array([0.5 + 0.5 * stretch, 1.0], dtype=np.float32)
        for band in (window or self.whole).split():
            target, seen = band.cut(canvas), _cut_with_ring(places, band)
            _remap(source.luma, self._fill(seen - np.float32(0.5), self._map, CELL, target.luma), target.luma)
            chroma_map = self._fill((seen - middle) / np.float32(2), self._map, CELL // 2, target.blue)
            _remap(source.blue, chroma_map, target.blue)
            _remap(source.red, chroma_map, target.red)

    def blend(self, other: Planes, weights: Field, canvas: Planes, window: Window) -> None:
        """Let `other` replace what a window covers of `canvas`; `weights` holds its share for every cell."""
        for band in window.split():
            new, target, seen = band.cut(other), band.cut(canvas), _cut_with_ring(weights, band)
            share = self._fill(seen, self._weights, CELL, target.luma)
            cv2.blendLinear(new.luma, target.luma, share, 1 - share, dst=target.luma)
            share = self._fill(seen, self._weights, CELL // 2, target.blue)
            rest = 1 - share
            cv2.blendLinear(new.blue, target.blue, share, rest, dst=target.blue)
            cv2.blendLinear(new.red, target.red, share, rest, dst=target.red)

    @staticmethod
    def _fill(field: Field, room: Field, cell: int, target: Plane) -> Field:
        """Fill the pixels of `target`, `cell` of them between the middles of cells that have a ring around them."""
        filled = room[: field.shape[0] * cell, : field.shape[1] * cell]
        cv2.resize(field, (filled.shape[1], filled.shape[0]), dst=filled, interpolation=cv2.INTER_LINEAR)
        return filled[cell : cell + target.shape[0], cell : cell + target.shape[1]]


def _cut_with_ring(field: Field, window: Window) -> Field:
    """Cut a window and one more ring of cells out of a field."""
    return field[window.top : window.bottom + 2, window.left : window.right + 2]


def _remap(source: Plane | Field, places: Field, target: Plane | Field) -> None:
    """Fill `target` in place from the places in `source`; the rim goes on as it is."""
    cv2.remap(  # type: ignore[call-overload]  # the stubs forget that the second map may be absent
        source, places, None, cv2.INTER_LINEAR, dst=target, borderMode=cv2.BORDER_REPLICATE
    )
