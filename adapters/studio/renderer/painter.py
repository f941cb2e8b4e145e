"""Painting the frames of one shot of one picture: a texture seen by a moving camera.

Two pictures are `inbetween.py`; what is laid over the frames is `atmosphere.py`, `cutout.py` and `mark.py`.
"""

from typing import Protocol

import cv2
import numpy as np

from adapters.studio.renderer.camera import Path
from adapters.studio.renderer.grid import Grid, build_sheet
from adapters.studio.renderer.nearness import Nearness
from adapters.studio.renderer.picture import Texture
from adapters.studio.renderer.planes import CHROMA_GRID, LUMA_GRID, Field, Matrix, Plane, Planes
from adapters.studio.renderer.upright import EXACT, EXACT_COLOUR, Exactness, Stretches, UprightPlane, find_stretches

_ROUNDS = 3
#: A view that tilts less than this per pixel is affine.
_STRAIGHT = 1e-12
_FLAGS = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
_LUMA_TO_INDEX = np.linalg.inv(LUMA_GRID)
_CHROMA_TO_INDEX = np.linalg.inv(CHROMA_GRID)


class Painter(Protocol):
    """Draws any frame of a shot."""

    def paint(self, index: int, canvas: Planes) -> None:
        """Write every sample of frame `index` into `canvas`."""
        ...


class CameraPainter:
    """Shows a texture through a camera, all of it at one depth."""

    def __init__(self, texture: Texture, path: Path) -> None:
        """Keep the texture and the way of the camera."""
        planes, views = texture.planes, texture.placement @ path.views
        self._luma = _PlaneView((planes.luma,), _LUMA_TO_INDEX @ views @ LUMA_GRID, EXACT)
        self._chroma = _PlaneView((planes.blue, planes.red), _CHROMA_TO_INDEX @ views @ CHROMA_GRID, EXACT_COLOUR)

    def paint(self, index: int, canvas: Planes) -> None:
        """Write every sample of frame `index` into `canvas`."""
        rooms = canvas.rooms or (None, None, None)
        self._luma.show(index, (canvas.luma,), rooms[:1])
        self._chroma.show(index, (canvas.blue, canvas.red), rooms[1:])


class _PlaneView:
    """Planes of one size seen through a camera."""

    def __init__(self, sources: tuple[Plane, ...], views: Matrix, exactness: Exactness) -> None:
        """Keep the planes and the view of every frame, index to index coordinates."""
        self._sources = tuple(UprightPlane(source, exactness=exactness) for source in sources)
        self._views = views
        self._exactness = exactness
        self._stretches: tuple[Stretches | None, ...] = ()

    def show(self, index: int, targets: tuple[Plane, ...], rooms: tuple[Plane | None, ...]) -> None:
        """Fill planes by the cheapest way that can show the view of a frame."""
        if not self._stretches:
            height, width = targets[0].shape
            self._stretches = find_stretches(self._views, width, height, exactness=self._exactness)
        stretches = self._stretches[index]
        for source, target, room in zip(self._sources, targets, rooms, strict=True):
            if stretches is not None and source.has(stretches):
                source.show(stretches, target, room)
            else:
                _warp_plane(source.source, self._views[index], target)


class ParallaxPainter:
    """Shows a texture through a camera, near things moving more than far ones."""

    def __init__(self, texture: Texture, path: Path, nearness: Nearness, grid: Grid) -> None:
        """Keep the texture, the way of the camera and how near everything is."""
        self._sheet = build_sheet(texture.planes)
        self._placement = texture.placement.astype(np.float32)
        self._path = path
        self._grid = grid
        self._relief: Field = nearness.field - np.float32(nearness.pivot)
        centre = (grid.centres[:, :1, :1] + grid.centres[:, -1:, -1:]) / 2
        self._from_centre: Field = grid.centres - centre
        self._width = float(grid.columns - 2) * grid.cell

    def paint(self, index: int, canvas: Planes) -> None:
        """Write every sample of frame `index` into `canvas`."""
        flat = self._grid.project(self._path.views[index])
        across, down, depth = self._path.slides[index]
        slide = np.array([across, down], dtype=np.float32) * np.float32(self._width)
        shift = slide[:, None, None] - np.float32(depth) * self._from_centre
        places = flat
        for _ in range(_ROUNDS):
            # A place depends on the nearness of what is seen there, which depends on the place.
            places = flat + self._grid.sample(self._relief, places) * shift
        self._grid.warp(self._sheet, self._place(places), canvas)

    def _place(self, places: Field) -> Field:
        """Turn frame coordinates into coordinates of the texture."""
        scales, offsets = self._placement.diagonal()[:2, None, None], self._placement[:2, 2, None, None]
        return np.asarray(scales * places + offsets)


def _warp_plane(source: Plane, view: Matrix, target: Plane) -> None:
    """Fill one plane in place; a plain affine view takes the cheaper way."""
    size = (target.shape[1], target.shape[0])
    if abs(view[2, 0]) + abs(view[2, 1]) < _STRAIGHT:
        cv2.warpAffine(source, view[:2] / view[2, 2], size, dst=target, flags=_FLAGS, borderMode=cv2.BORDER_REFLECT_101)
        return
    cv2.warpPerspective(source, view, size, dst=target, flags=_FLAGS, borderMode=cv2.BORDER_REFLECT_101)
