"""Reading pictures and cutting them to the frame; what a picture shows is judged in `subject.py` and `nearness.py`."""

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, UnidentifiedImageError

from adapters.studio.renderer.faults import PictureUnreadable
from adapters.studio.renderer.planes import Matrix, Plane, Planes, build_planes
from adapters.studio.renderer.size import build_even

_Sample = TypeVar("_Sample", bound=np.generic)

#: Pictures only a little larger than needed are kept as they are: shrinking costs more than it saves.
_WORTH_SHRINKING = 0.75

#: Up to this ratio mixing neighbours leaves no pixel out, at a quarter of the cost.
_MILD_SHRINKING = 1.5

#: A little more detail than the frame has keeps enlarged views sharp; more would flicker and cost memory.
_OVERSIZE = 1.25


@dataclass(frozen=True, kw_only=True)
class Focus:
    """Where the subject of a picture is, in shares of its width and height."""

    across: float = 0.5
    down: float = 0.5


@dataclass(frozen=True, kw_only=True)
class Crop:
    """A part of a picture, in shares of its width and height."""

    left: float
    top: float
    across: float
    down: float

    def cut(self, picture: npt.NDArray[_Sample]) -> npt.NDArray[_Sample]:
        """Cut the part out of an array of any size that covers the picture; a view, no copy."""
        height, width = picture.shape[:2]
        left, top = round(self.left * width), round(self.top * height)
        right = max(left + 1, round((self.left + self.across) * width))
        bottom = max(top + 1, round((self.top + self.down) * height))
        return picture[top:bottom, left:right]

    def place(self, focus: Focus) -> Focus:
        """Tell where in the part a place of the whole picture lies, kept away from the rim."""
        across = (focus.across - self.left) / self.across
        down = (focus.down - self.top) / self.down
        return Focus(across=min(max(across, 0.1), 0.9), down=min(max(down, 0.1), 0.9))


@dataclass(frozen=True, kw_only=True)
class Texture:
    """A picture made ready for the camera; `placement` maps frame coordinates into it."""

    planes: Planes
    placement: Matrix


def read_picture_size(path: Path) -> tuple[int, int]:
    """Read width and height from the header of a picture."""
    try:
        with Image.open(path, formats=("JPEG", "PNG")) as picture:
            return picture.size
    except (OSError, UnidentifiedImageError, ValueError) as error:
        raise PictureUnreadable from error


def read_picture(path: Path, *, long_side: int) -> Plane:
    """Decode a picture as blue, green, red; a much larger one is shrunk to about `long_side` pixels."""
    longest = max(read_picture_size(path))
    reduction = cv2.IMREAD_REDUCED_COLOR_2 if longest >= 2 * long_side else cv2.IMREAD_COLOR
    try:
        picture = cv2.imread(str(path), reduction | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise PictureUnreadable from error
    if picture is None:
        raise PictureUnreadable
    share = long_side / max(picture.shape[:2])
    if share < _WORTH_SHRINKING:
        picture = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(picture, dtype=np.uint8)


def build_crop(picture: Plane, ratio: float, *, focus: Focus, closeness: float = 1.0) -> Crop:
    """Find the largest part of a shape (divided by `closeness`) that has the focus near its middle."""
    height, width = picture.shape[:2]
    across = min(1.0, height * ratio / width) / closeness
    down = min(1.0, width / ratio / height) / closeness
    left = min(max(focus.across - across / 2, 0), 1 - across)
    top = min(max(focus.down - down / 2, 0), 1 - down)
    return Crop(left=left, top=top, across=across, down=down)


def fit_picture(picture: Plane, width: int, height: int) -> Plane:
    """Resize a picture of the right shape to a size in pixels."""
    if picture.shape[:2] == (height, width):
        return picture
    ratio = picture.shape[1] / width
    method = cv2.INTER_AREA if ratio > _MILD_SHRINKING else cv2.INTER_LINEAR if ratio > 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, (width, height), interpolation=method), dtype=np.uint8)


def build_texture(picture: Plane, width: int, height: int, *, surround: float = 0.0) -> Texture:
    """Prepare a picture of the frame's shape; `surround` continues it on each side by a share of its size."""
    scale = min(max(picture.shape[1] / width, 1.0), _OVERSIZE)
    fitted = fit_picture(picture, build_even(width * scale), build_even(height * scale))
    across, down = fitted.shape[1] / width, fitted.shape[0] / height
    border_across = build_even(fitted.shape[1] * surround) if surround else 0
    border_down = build_even(fitted.shape[0] * surround) if surround else 0
    if surround:
        fitted = _continue_picture(fitted, border_across, border_down)
    placement = np.array([[across, 0, border_across], [0, down, border_down], [0, 0, 1]], dtype=np.float64)
    return Texture(planes=build_planes(fitted), placement=placement)


def _continue_picture(picture: Plane, border_across: int, border_down: int) -> Plane:
    """Surround a picture with its mirror image, the more blurred the farther away."""
    height, width = picture.shape[:2]
    sides = (border_down, border_down, border_across, border_across)
    wide = cv2.copyMakeBorder(picture, *sides, cv2.BORDER_REFLECT_101)
    small = cv2.resize(wide, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), max(1.0, border_across / 40))
    blurred = cv2.resize(small, (wide.shape[1], wide.shape[0]), interpolation=cv2.INTER_CUBIC)
    inner = np.zeros(wide.shape[:2], dtype=np.uint8)
    inner[border_down : border_down + height, border_across : border_across + width] = 1
    distance = cv2.distanceTransform(1 - inner, cv2.DIST_L2, 3)
    share = np.clip(distance / max(border_across * 0.6, 1.0), 0, 1).astype(np.float32)
    return np.asarray(cv2.blendLinear(wide, blurred, 1 - share, share), dtype=np.uint8)
