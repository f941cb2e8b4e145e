"""Free-form warps: source places are worked out for cells of the frame and filled in between.

A warp that bends costs hardly more than a straight one this way. What bends it belongs to the painters.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from adapters.studio.renderer.planes import Field, Matrix, Plane, Planes

#: Side of a cell in pixels, where motion is fine; smooth bends need fewer.
CELL, COARSE_CELL = 8, 16
#: Rows of pixels filled in at once: what is filled in then stays in the cache until it is used.
_BAND_ROWS = 368


@dataclass(frozen=True, kw_only=True)
class Window:
    """A rectangle of cells of a frame."""

    top: int
    left: int
    bottom: int
    right: int
    cell: int = CELL

    def cut(self, planes: Planes) -> Planes:
        """Look at the part of a frame that the window covers."""
        rows = slice(self.top * self.cell, self.bottom * self.cell)
        return planes.cut(rows, slice(self.left * self.cell, self.right * self.cell))

    def split(self) -> Iterator["Window"]:
        """Give the bands of the window, one below the other."""
        step = _BAND_ROWS // self.cell
        for top in range(self.top, self.bottom, step):
            yield replace(self, top=top, bottom=min(top + step, self.bottom))


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A picture laid out for being warped."""

    luma: Plane
    #: (rows, columns, 4): blue, red and nothing; OpenCV reads four samples side by side as fast as one.
    chroma: Plane


def build_sheet(planes: Planes) -> Sheet:
    """Lay a picture out."""
    nothing = np.zeros_like(planes.blue)
    return Sheet(luma=planes.luma, chroma=np.dstack([planes.blue, planes.red, nothing, nothing]))


class Grid:
    """The cells of a frame, with one more ring around it so that the rim is filled in like the rest."""

    def __init__(self, width: int, height: int, *, cell: int = CELL) -> None:
        """Lay cells over a frame of `width` by `height` pixels."""
        self.cell = cell
        self.columns, self.rows = -(-width // cell) + 2, -(-height // cell) + 2
        across = (np.arange(self.columns, dtype=np.float32) - 0.5) * cell
        down = (np.arange(self.rows, dtype=np.float32) - 0.5) * cell
        #: (2, rows, columns): how far across and down the middle of every cell is, in continuous frame coordinates.
        self.centres: Field = np.stack(np.meshgrid(across, down))
        self.whole = Window(top=0, left=0, bottom=self.rows - 2, right=self.columns - 2, cell=cell)
        self._rooms: Field = np.empty((2, _BAND_ROWS + 2 * cell, self.columns * cell), dtype=np.float32)
        self._chroma: Plane = np.empty((_BAND_ROWS // 2, self.columns * cell // 2, 4), dtype=np.uint8)

    def project(self, view: Matrix) -> Field:
        """Give the place of every cell seen through a matrix, in continuous coordinates."""
        rows = view.astype(np.float32)[:, :, None, None]
        seen = rows[:, 0] * self.centres[0, :1] + (rows[:, 1] * self.centres[1, :, :1] + rows[:, 2])
        return np.asarray(seen[:2] / seen[2], dtype=np.float32)

    def sample(self, field: Field, places: Field) -> Field:
        """Read a field that has one value per cell of a picture at continuous picture coordinates."""
        cells = places / np.float32(self.cell) - np.float32(0.5)
        if field.ndim == 2:  # noqa: PLR2004 - rows and columns
            return _read(field, cells)
        return np.stack([_read(part, cells) for part in field])

    def warp(self, source: Sheet, places: Field, canvas: Planes, window: Window | None = None) -> None:
        """Fill what a window covers of `canvas`; `places` holds continuous source coordinates for every cell."""
        # Chroma lies half a pixel to the left of the middle of its four luma pixels.
        stretch = (places[0, 1, -2] - places[0, 1, 1]) / ((self.columns - 3) * self.cell)
        middle = np.array([0.5 + 0.5 * stretch, 1.0], dtype=np.float32)[:, None, None]
        luma_places, chroma_places = places - np.float32(0.5), (places - middle) / np.float32(2)
        for band in (window or self.whole).split():
            target = band.cut(canvas)
            _remap(source.luma, self._fill_map(_cut_with_ring(luma_places, band), self.cell, target.luma), target.luma)
            chroma_map = self._fill_map(_cut_with_ring(chroma_places, band), self.cell // 2, target.blue)
            chroma = self._chroma.reshape(-1)[: 4 * target.blue.size].reshape(*target.blue.shape, 4)
            _remap(source.chroma, chroma_map, chroma)
            # One number of four samples: its lowest byte is blue, the next red.
            quads = chroma.view("<u4")[:, :, 0]
            np.copyto(target.blue, quads, casting="unsafe")
            np.right_shift(quads, 8, out=target.red, casting="unsafe")

    def blend(self, other: Planes, weights: Field, canvas: Planes, window: Window) -> None:
        """Let `other` replace what a window covers of `canvas`; `weights` holds its share for every cell."""
        room = self._rooms[0]
        for band in window.split():
            new, target, seen = band.cut(other), band.cut(canvas), _cut_with_ring(weights, band)
            share = _fill(seen, room, self.cell, target.luma)
            cv2.blendLinear(new.luma, target.luma, share, 1 - share, dst=target.luma)
            share = _fill(seen, room, self.cell // 2, target.blue)
            rest = 1 - share
            cv2.blendLinear(new.blue, target.blue, share, rest, dst=target.blue)
            cv2.blendLinear(new.red, target.red, share, rest, dst=target.red)

    def _fill_map(self, places: Field, cell: int, target: Plane) -> tuple[Field, Field]:
        """Fill the places of all pixels of `target`."""
        across, down = (_fill(part, room, cell, target) for part, room in zip(places, self._rooms, strict=True))
        return across, down


def _fill(field: Field, room: Field, cell: int, target: Plane) -> Field:
    """Fill the pixels of `target`, `cell` of them between the middles of cells that have a ring around them."""
    filled = room[: field.shape[0] * cell, : field.shape[1] * cell]
    cv2.resize(field, (filled.shape[1], filled.shape[0]), dst=filled, interpolation=cv2.INTER_LINEAR)
    return filled[cell : cell + target.shape[0], cell : cell + target.shape[1]]


def _cut_with_ring(field: Field, window: Window) -> Field:
    """Cut a window and one more ring of cells out of a field."""
    return field[..., window.top : window.bottom + 2, window.left : window.right + 2]


def _read(field: Field, cells: Field) -> Field:
    """Read one value per place."""
    target: Field = np.empty(cells.shape[1:], dtype=np.float32)
    _remap(field, (cells[0], cells[1]), target)
    return target


def _remap(source: Plane | Field, places: tuple[Field, Field], target: Plane | Field) -> None:
    """Fill `target` in place from the places in `source`; the rim goes on as it is."""
    cv2.remap(source, *places, cv2.INTER_LINEAR, dst=target, borderMode=cv2.BORDER_REPLICATE)
