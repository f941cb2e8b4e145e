"""Free-form warps: source places are worked out for cells of the frame and filled in between.

A warp that bends costs hardly more than a straight one this way. What bends it belongs to the painters.
"""

import cv2
import numpy as np

from adapters.studio.renderer.planes import Field, Matrix, Plane, Planes

CELL = 8


class Grid:
    """The cells of a frame, with one more ring around it so that the rim is filled in like the rest."""

    def __init__(self, width: int, height: int) -> None:
        """Lay cells over a frame of `width` and `height` pixels."""
        self.columns, self.rows = -(-width // CELL) + 2, -(-height // CELL) + 2
        across = (np.arange(self.columns, dtype=np.float32) - 0.5) * CELL
        down = (np.arange(self.rows, dtype=np.float32) - 0.5) * CELL
        #: (rows, columns, 2): the middle of every cell in continuous frame coordinates.
        self.centres: Field = np.stack(np.meshgrid(across, down), axis=2)
        self._luma_map: Field = np.empty((self.rows * CELL, self.columns * CELL, 2), dtype=np.float32)
        self._chroma_map: Field = np.empty((self.rows * CELL // 2, self.columns * CELL // 2, 2), dtype=np.float32)

    def project(self, view: Matrix) -> Field:
        """Give the place of every cell seen through a matrix, in continuous coordinates."""
        return np.asarray(cv2.perspectiveTransform(self.centres, view), dtype=np.float32)

    def sample(self, field: Field, places: Field) -> Field:
        """Read a field that has one value per cell of a picture at continuous picture coordinates."""
        cells = places / np.float32(CELL) - np.float32(0.5)
        target: Field = np.empty(places.shape[:2], dtype=np.float32)
        _remap(field, cells, target)
        return target

    def warp(self, source: Planes, places: Field, canvas: Planes) -> None:
        """Fill `canvas` from `source`; `places` holds continuous source coordinates for every cell."""
        self._fill(places - np.float32(0.5), self._luma_map)
        _remap(source.luma, _leave_out_ring(self._luma_map, CELL, canvas.luma), canvas.luma)
        # Chroma lies half a pixel to the left of the middle of its four luma pixels.
        stretch = (places[1, -2, 0] - places[1, 1, 0]) / ((self.columns - 3) * CELL)
        middle = np.array([0.5 + 0.5 * stretch, 1.0], dtype=np.float32)
        self._fill((places - middle) / np.float32(2), self._chroma_map)
        chroma_map = _leave_out_ring(self._chroma_map, CELL // 2, canvas.blue)
        _remap(source.blue, chroma_map, canvas.blue)
        _remap(source.red, chroma_map, canvas.red)

    def spread(self, field: Field, target: Field) -> None:
        """Fill a map of the whole frame (and the ring around it) from one value per cell."""
        self._fill(field, target)

    @staticmethod
    def _fill(field: Field, target: Field) -> None:
        """Fill the pixels between the middles of the cells."""
        cv2.resize(field, (target.shape[1], target.shape[0]), dst=target, interpolation=cv2.INTER_LINEAR)


def _leave_out_ring(places: Field, ring: int, target: Plane) -> Field:
    """Give the part of a map that belongs to the frame itself."""
    return places[ring : ring + target.shape[0], ring : ring + target.shape[1]]


def _remap(source: Plane | Field, places: Field, target: Plane | Field) -> None:
    """Fill `target` in place from the places in `source`; the rim goes on as it is."""
    cv2.remap(  # type: ignore[call-overload]  # the stubs forget that the second map may be absent
        source, places, None, cv2.INTER_LINEAR, dst=target, borderMode=cv2.BORDER_REPLICATE
    )
