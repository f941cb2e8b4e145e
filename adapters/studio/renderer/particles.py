"""Rain, snow and sparks: many small lights, drawn anew for every frame and added to it.

When they are seen is decided in `atmosphere.py`. Their number is bounded, so they cost about a millisecond a frame.
"""

import cv2
import numpy as np

from adapters.studio.renderer.planes import Matrix, Plane, Planes
from adapters.studio.renderer.size import FRAMES_PER_SECOND

#: OpenCV takes places in 16ths of a pixel.
_SUBPIXEL_BITS = 4
_SUBPIXELS = 1 << _SUBPIXEL_BITS


class RainLayer:
    """Streaks that fall fast and slightly aslant, in three depths."""

    _COUNT = 420
    _SLANT = 0.12

    def __init__(self, width: int, height: int, *, seed: int) -> None:
        """Scatter the drops."""
        rng = np.random.default_rng([seed, 1])
        self._width, self._height = width, height
        self._depth = rng.choice([0.45, 0.7, 1.0], self._COUNT, p=[0.5, 0.33, 0.17])
        self._across = rng.uniform(-0.15, 1.15, self._COUNT)
        self._down = rng.uniform(0, 1, self._COUNT)
        self._speed = self._depth * rng.uniform(2.0, 2.5, self._COUNT)
        self._layer: Plane = np.zeros((height, width), dtype=np.uint8)

    def lay_over(self, index: int, strength: float, canvas: Planes) -> None:
        """Add the streaks of frame `index`."""
        seconds = index / FRAMES_PER_SECOND
        self._layer[:] = 0
        scale = self._height / 720
        fallen = (self._down + self._speed * seconds) % 1.3 - 0.15
        across = self._across - self._SLANT * fallen
        length = 0.075 * self._depth
        starts = _to_subpixels(across * self._width, fallen * self._height)
        ends = _to_subpixels((across + self._SLANT * length) * self._width, (fallen - length) * self._height)
        for start, end, depth in zip(starts, ends, self._depth, strict=True):
            thickness = max(1, round(2 * depth * scale))
            light = 50 + 60 * float(depth)
            cv2.line(self._layer, start, end, light, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)
        _add_light(self._layer, 0.55 * strength, canvas, softness=0.8 * scale)


class SnowLayer:
    """Flakes that sink and sway, the near ones large and soft."""

    _COUNT = 320

    def __init__(self, width: int, height: int, *, seed: int) -> None:
        """Scatter the flakes."""
        rng = np.random.default_rng([seed, 2])
        self._width, self._height = width, height
        self._depth = rng.uniform(0.15, 1, self._COUNT) ** 2
        self._across = rng.uniform(-0.05, 1.05, self._COUNT)
        self._down = rng.uniform(0, 1, self._COUNT)
        self._phase = rng.uniform(0, 2 * np.pi, self._COUNT)
        self._rate = rng.uniform(0.6, 1.6, self._COUNT)
        self._layer: Plane = np.zeros((height, width), dtype=np.uint8)

    def lay_over(self, index: int, strength: float, canvas: Planes) -> None:
        """Add the flakes of frame `index`."""
        seconds = index / FRAMES_PER_SECOND
        self._layer[:] = 0
        scale = self._height / 720
        sway = 0.012 * np.sin(self._phase + self._rate * 2 * seconds) * (0.4 + self._depth)
        sunk = (self._down + (0.06 + 0.16 * self._depth) * seconds) % 1.1 - 0.05
        places = _to_subpixels((self._across + sway) * self._width, sunk * self._height)
        for place, depth in zip(places, self._depth, strict=True):
            radius = round((1.1 + 4.2 * float(depth)) * scale * _SUBPIXELS)
            light = 225 - 70 * float(depth)
            cv2.circle(self._layer, place, radius, light, -1, cv2.LINE_AA, _SUBPIXEL_BITS)
        _add_light(self._layer, 0.85 * strength, canvas, softness=1.1 * scale)


class SparkleLayer:
    """Points of light that flash up as small stars, drifting upwards."""

    _COUNT = 90

    def __init__(self, width: int, height: int, *, seed: int) -> None:
        """Scatter the points."""
        rng = np.random.default_rng([seed, 3])
        self._width, self._height = width, height
        self._across = rng.uniform(0, 1, self._COUNT)
        self._down = rng.uniform(0, 1, self._COUNT)
        self._phase = rng.uniform(0, 1, self._COUNT)
        self._rate = rng.uniform(0.35, 0.9, self._COUNT)
        self._size = rng.uniform(0.4, 1, self._COUNT) ** 2
        self._layer: Plane = np.zeros((height, width), dtype=np.uint8)

    def lay_over(self, index: int, strength: float, canvas: Planes) -> None:
        """Add the points that shine in frame `index`."""
        seconds = index / FRAMES_PER_SECOND
        self._layer[:] = 0
        shine = np.maximum(0, np.sin(2 * np.pi * (self._phase + self._rate * seconds))) ** 6
        risen = (self._down - 0.03 * seconds) % 1
        reach = shine * self._size * 0.022 * self._height
        across, down = self._across * self._width, risen * self._height
        for number in np.flatnonzero(shine > 1 / 20):
            self._draw_star(float(across[number]), float(down[number]), float(reach[number]), float(shine[number]))
        _add_light(self._layer, strength, canvas, softness=0.8 * self._height / 720)

    def _draw_star(self, across: float, down: float, reach: float, shine: float) -> None:
        """Draw one star of four rays."""
        rays = ((reach, 0.0), (0.0, reach))
        for ray_across, ray_down in rays:
            ends = np.array([[across - ray_across, down - ray_down], [across + ray_across, down + ray_down]])
            start, end = _to_subpixels(ends[:, 0], ends[:, 1])
            cv2.line(self._layer, start, end, 150 * shine, 1, cv2.LINE_AA, _SUBPIXEL_BITS)
        (place,) = _to_subpixels(np.array([across]), np.array([down]))
        radius = max(_SUBPIXELS, round(reach * 0.22 * _SUBPIXELS))
        cv2.circle(self._layer, place, radius, 255 * shine, -1, cv2.LINE_AA, _SUBPIXEL_BITS)


def _to_subpixels(across: Matrix, down: Matrix) -> list[tuple[int, int]]:
    """Give places in the units that OpenCV draws in."""
    whole = np.rint(np.stack([across, down], axis=1) * _SUBPIXELS).astype(int)
    return [(int(place[0]), int(place[1])) for place in whole]


def _add_light(layer: Plane, strength: float, canvas: Planes, *, softness: float) -> None:
    """Blur the drawn lights a little and add them to the luma of a frame."""
    cv2.GaussianBlur(layer, (0, 0), max(0.5, softness), dst=layer)
    cv2.addWeighted(canvas.luma, 1, layer, strength, 0, dst=canvas.luma)
