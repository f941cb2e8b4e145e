"""A drawn landscape to look at: things near and far, straight lines and detail, so that every move shows.

What is drawn with it is `renderer_contact_sheet.py`.
"""

import cv2
import numpy as np

from adapters.studio.renderer.planes import Matrix, Plane

_Colour = tuple[int, int, int]
_HORIZON = 0.52
#: Drawn larger and shrunk, so that all lines are smooth.
_SUPERSIZE = 2


def draw_landscape(width: int, height: int, *, walker: float = 0.5) -> Plane:
    """Draw fields, hills, trees and a house, and somebody who walks by at a share of the width."""
    size = (width * _SUPERSIZE, height * _SUPERSIZE)
    rng = np.random.default_rng(7)
    picture = _draw_sky(*size, rng)
    for depth, colour in enumerate(((150, 120, 110), (120, 110, 85), (85, 95, 60))):
        _draw_hills(picture, rng, level=_HORIZON - 0.10 + 0.05 * depth, colour=colour)
    _draw_fields(picture, rng)
    for across, down, scale in (
        (0.10, 0.58, 0.7),
        (0.20, 0.56, 0.5),
        (0.78, 0.57, 0.6),
        (0.93, 0.62, 1.0),
        (0.04, 0.74, 1.7),
    ):
        _draw_tree(picture, rng, across=across, down=down, scale=scale)
    _draw_house(picture, across=0.66, down=0.66, scale=1.0)
    _draw_walker(picture, across=walker, down=0.86)
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def draw_balloon(side: int) -> Plane:
    """Draw a balloon before a sky that is lighter below."""
    rows = np.linspace(0, 1, side)[:, None]
    picture = np.empty((side, side, 3), dtype=np.uint8)
    for channel, (top, bottom) in enumerate(((235, 245), (190, 232), (150, 225))):
        picture[:, :, channel] = top + (bottom - top) * rows
    middle, reach = (side // 2, round(side * 0.40)), round(side * 0.27)
    cv2.circle(picture, middle, reach, (40, 60, 210), -1, cv2.LINE_AA)
    for share in (0.62, 0.22):
        axes = (round(reach * share), reach)
        cv2.ellipse(picture, middle, axes, 0, 0, 360, (60, 200, 250), max(2, side // 60), cv2.LINE_AA)
    basket = round(side * 0.045)
    left, right, top = middle[0] - basket, middle[0] + basket, round(side * 0.78)
    for edge, foot in ((-0.55, left), (0.55, right)):
        rope = (middle[0] + round(reach * edge), middle[1] + round(reach * 0.83))
        cv2.line(picture, rope, (foot, top), (40, 50, 70), max(1, side // 150), cv2.LINE_AA)
    cv2.rectangle(picture, (left, top), (right, top + 2 * basket), (40, 80, 130), -1, cv2.LINE_AA)
    return picture


def _draw_sky(width: int, height: int, rng: np.random.Generator) -> Plane:
    """Draw a sky with clouds and a low sun."""
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    picture = np.empty((height, width, 3), dtype=np.float32)
    for channel, (top, bottom) in enumerate(((205, 190), (150, 205), (95, 235))):
        picture[:, :, channel] = top + (bottom - top) * np.clip(rows / _HORIZON, 0, 1)
    cloud = np.zeros((height, width), dtype=np.float32)
    for cells, weight in ((5, 1.0), (11, 0.5), (23, 0.25)):
        coarse = rng.normal(0, 1, (cells, cells)).astype(np.float32)
        cloud += np.float32(weight) * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    share = np.clip(cloud - 0.35, 0, 0.8)[:, :, None] * np.clip(1.2 - 2 * rows, 0, 1)[:, :, None]
    picture = picture * (1 - share) + 250 * share
    drawn = np.clip(picture, 0, 255).astype(np.uint8)
    cv2.circle(drawn, (round(width * 0.30), round(height * 0.30)), height // 16, (200, 240, 255), -1, cv2.LINE_AA)
    return np.asarray(drawn, dtype=np.uint8)


def _draw_hills(picture: Plane, rng: np.random.Generator, *, level: float, colour: _Colour) -> None:
    """Draw one range of hills from side to side."""
    height, width = picture.shape[:2]
    across = np.linspace(0, 1, 160)
    waves = [np.sin(2 * np.pi * (count * across + rng.uniform())) / count for count in (1.3, 2.7, 5.1, 9.7)]
    tops = height * (level + 0.045 * np.sum(waves, axis=0))
    ridge = np.stack([across * width, tops], axis=1)
    corners = np.vstack([ridge, [[width, height], [0, height]]])
    cv2.fillPoly(picture, [np.rint(corners).astype(np.int32)], colour, cv2.LINE_AA)


def _draw_fields(picture: Plane, rng: np.random.Generator) -> None:
    """Draw ground with furrows that meet at the horizon, and a road."""
    height, width = picture.shape[:2]
    horizon, far = round(height * (_HORIZON + 0.03)), (width * 0.46, height * (_HORIZON + 0.03))
    for row in range(horizon, height):
        share = (row - horizon) / (height - horizon)
        picture[row] = (40 + 25 * share, 130 + 20 * share, 105 + 30 * share)
    for number, foot in enumerate(np.linspace(-2.2, 3.2, 46) * width):
        colour = (45, 120, 95) if number % 2 else (55, 160, 140)
        corners = np.array([far, (foot, height), (foot + width * 0.045, height)])
        cv2.fillPoly(picture, [np.rint(corners).astype(np.int32)], colour, cv2.LINE_AA)
    road = np.array([far, (width * 0.30, height), (width * 0.56, height)])
    cv2.fillPoly(picture, [np.rint(road).astype(np.int32)], (120, 150, 170), cv2.LINE_AA)
    grain = rng.normal(0, 9, (height - horizon, width, 1)).astype(np.float32)
    ground = picture[horizon:].astype(np.float32) + cv2.GaussianBlur(grain, (0, 0), 1.2)[:, :, None] * 2
    picture[horizon:] = np.clip(ground, 0, 255).astype(np.uint8)


def _draw_tree(picture: Plane, rng: np.random.Generator, *, across: float, down: float, scale: float) -> None:
    """Draw a trunk and a crown of many leaves."""
    height, width = picture.shape[:2]
    foot, size = np.array([across * width, down * height]), height * 0.16 * scale
    upper, lower = _round_place(foot + np.array([-0.06, -0.6]) * size), _round_place(foot + np.array([0.06, 0]) * size)
    cv2.rectangle(picture, upper, lower, (35, 55, 75), -1)
    for _ in range(130):
        angle, reach = rng.uniform(0, 2 * np.pi), np.sqrt(rng.uniform()) * 0.48
        leaf = foot + size * np.array([reach * np.cos(angle), -0.95 + 0.9 * reach * np.sin(angle)])
        light = 0.7 + 0.5 * rng.uniform() - 0.5 * reach * np.sin(angle)
        colour = tuple(float(level * light) for level in (45, 110, 60))
        cv2.circle(picture, _round_place(leaf), round(size * 0.09), colour, -1, cv2.LINE_AA)


def _draw_house(picture: Plane, *, across: float, down: float, scale: float) -> None:
    """Draw a house with a roof, a door and two windows."""
    height, width = picture.shape[:2]
    foot, size = np.array([across * width, down * height]), height * 0.17 * scale

    def fill(colour: _Colour, *corners: tuple[float, float]) -> None:
        places = foot + np.array(corners) * size
        cv2.fillPoly(picture, [np.rint(places).astype(np.int32)], colour, cv2.LINE_AA)

    fill((205, 225, 240), (-0.75, 0), (-0.75, -0.75), (0.75, -0.75), (0.75, 0))
    fill((50, 60, 170), (-0.9, -0.72), (-0.55, -1.25), (0.55, -1.25), (0.9, -0.72))
    fill((60, 90, 130), (-0.13, 0), (-0.13, -0.5), (0.13, -0.5), (0.13, 0))
    for left in (-0.58, 0.30):
        fill((150, 120, 80), (left, -0.28), (left, -0.55), (left + 0.28, -0.55), (left + 0.28, -0.28))


def _draw_walker(picture: Plane, *, across: float, down: float) -> None:
    """Draw somebody in a yellow coat."""
    height, width = picture.shape[:2]
    foot, size = np.array([across * width, down * height]), height * 0.30

    def place(right: float, up: float) -> tuple[int, int]:
        return _round_place(foot + np.array([right, -up]) * size)

    for leg in (-0.12, 0.13):
        cv2.line(picture, place(0, 0.42), place(leg, 0), (70, 50, 40), round(size * 0.08), cv2.LINE_AA)
    coat = np.array([place(-0.17, 0.30), place(-0.11, 0.78), place(0.11, 0.78), place(0.19, 0.30)])
    cv2.fillPoly(picture, [coat], (40, 190, 240), cv2.LINE_AA)
    cv2.line(picture, place(0.08, 0.72), place(0.24, 0.42), (35, 165, 215), round(size * 0.07), cv2.LINE_AA)
    cv2.circle(picture, place(0.01, 0.90), round(size * 0.095), (140, 180, 230), -1, cv2.LINE_AA)
    cv2.ellipse(picture, place(0.0, 0.95), (round(size * 0.12), round(size * 0.06)), 0, 180, 360, (60, 50, 160), -1)


def _round_place(place: Matrix) -> tuple[int, int]:
    """Give the pixel at a place."""
    return round(float(place[0])), round(float(place[1]))
