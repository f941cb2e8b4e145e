"""Elements: things cut out of their own pictures that stand in the scene and come nearer.

Cutting uses `backdrop.py` and `outline.py`; which shot shows which element is decided here from its words.
"""

import re
from dataclasses import dataclass

import cv2
import numpy as np

from adapters.studio.renderer.backdrop import find_thing
from adapters.studio.renderer.camera import ease
from adapters.studio.renderer.outline import find_outline
from adapters.studio.renderer.picture import fit_picture
from adapters.studio.renderer.planes import CHROMA_GRID, LUMA_GRID, Field, Matrix, Plane, Planes, build_planes
from adapters.studio.renderer.size import build_even
from adapters.studio.renderer.subject import find_subject

#: Where the first, second and third element stand, in shares of the frame's width, and from which side they come.
_STANDS = ((0.24, -1.0), (0.77, 1.0), (0.50, -1.0))
_FEET = 0.97
_HEIGHT_SHARE = 0.46
_WIDEST_SHARE = 0.42
#: How much larger an element is at the end of a shot than at its beginning: more than the scenery behind it.
_APPROACH = 0.16
#: A whole picture would hide more of the scene than a thing cut out of it.
_CARD_SIZE = 0.8
_DRIFT = 0.02
#: Of a whole picture: the width of its white frame and of its shadow, as shares of its longer side.
_FRAME_SHARE, _SHADOW_SHARE = 0.022, 0.03
_SHADOW = 0.55
_PAPER = (240, 244, 246)
_TRUSTED = 0.25
_MENTION = r"(?:<<<\s*element_(\d)\s*>>>|@element_?(\d))"
_FLAGS = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


@dataclass(frozen=True, kw_only=True)
class Sprite:
    """A thing without its background."""

    planes: Planes
    #: Opacity of every luma sample, 0..1.
    opacity: Field
    #: Its size in the scene, as a share of the ordinary one.
    size: float = 1.0


class CutoutLayer:
    """One element standing in the scene."""

    def __init__(self, sprite: Sprite, *, number: int, frames: int) -> None:
        """Place the element with this `number` for a shot of `frames` frames."""
        self._sprite = sprite
        self._stand, self._side = _STANDS[number % len(_STANDS)]
        self._ways = ease(np.linspace(0, 1, frames))

    def lay_over(self, index: int, strength: float, canvas: Planes) -> None:
        """Stand the element in the frame; with less `strength` it is fainter and farther to its side."""
        way = float(self._ways[index])
        scale = (1 - _APPROACH / 2 + _APPROACH * way) * _measure_scale(self._sprite, canvas)
        across = self._stand + self._side * (0.12 * (1 - strength) - _DRIFT * way)
        view = self._build_view(scale, across * canvas.width, _FEET * canvas.height)
        chroma_view = np.linalg.inv(CHROMA_GRID) @ view @ CHROMA_GRID
        luma_view = np.linalg.inv(LUMA_GRID) @ view @ LUMA_GRID
        opacity = self._sprite.opacity * np.float32(strength)
        half_opacity = opacity[::2, ::2]
        _stand_in(self._sprite.planes.luma, opacity, luma_view, canvas.luma)
        _stand_in(self._sprite.planes.blue, half_opacity, chroma_view, canvas.blue)
        _stand_in(self._sprite.planes.red, half_opacity, chroma_view, canvas.red)

    def _build_view(self, scale: float, across: float, feet: float) -> Matrix:
        """Give the matrix from frame to sprite coordinates."""
        width, height = self._sprite.planes.width, self._sprite.planes.height
        return np.array(
            [[1 / scale, 0, width / 2 - across / scale], [0, 1 / scale, height - feet / scale], [0, 0, 1]],
            dtype=np.float64,
        )


def build_sprite(picture: Plane, long_side: int) -> Sprite:
    """Cut the thing out of its picture; where no cut would be clean, the whole picture is shown as a framed print."""
    share = min(1.0, long_side / max(picture.shape[:2]))
    fitted = fit_picture(picture, build_even(picture.shape[1] * share), build_even(picture.shape[0] * share))
    opacity = _find_opacity(fitted)
    if opacity is None:
        card, covered = _build_card(fitted)
        return Sprite(planes=build_planes(card), opacity=covered, size=_CARD_SIZE)
    rows, columns = np.flatnonzero(opacity.max(axis=1) > 1 / 50), np.flatnonzero(opacity.max(axis=0) > 1 / 50)
    top, bottom = int(rows[0]) // 2 * 2, -(-(int(rows[-1]) + 1) // 2) * 2
    left, right = int(columns[0]) // 2 * 2, -(-(int(columns[-1]) + 1) // 2) * 2
    cut = fitted[top:bottom, left:right]
    covered = np.ascontiguousarray(opacity[top:bottom, left:right])
    return Sprite(planes=build_planes(cut), opacity=covered)


def find_mentions(prompt: str, count: int) -> tuple[int, ...] | None:
    """Give the numbers (from 0) of the elements that a prompt names, None when it names none."""
    found = {int(first or second) - 1 for first, second in re.findall(_MENTION, prompt, re.IGNORECASE)}
    return tuple(sorted(number for number in found if 0 <= number < count)) if found else None


def _measure_scale(sprite: Sprite, canvas: Planes) -> float:
    """Give the enlargement at which a sprite has its ordinary size in the frame."""
    highest = _HEIGHT_SHARE * canvas.height / sprite.planes.height
    return sprite.size * min(highest, _WIDEST_SHARE * canvas.width / sprite.planes.width)


def _stand_in(source: Plane, opacity: Field, view: Matrix, target: Plane) -> None:
    """Blend a warped plane into the part of the target that it covers."""
    corners = np.array([[[0, 0], [source.shape[1], source.shape[0]]]], dtype=np.float64)
    (left, top), (right, bottom) = cv2.perspectiveTransform(corners, np.linalg.inv(view))[0]
    left, top = max(0, int(left) - 1), max(0, int(top) - 1)
    right, bottom = min(target.shape[1], int(right) + 2), min(target.shape[0], int(bottom) + 2)
    if right <= left or bottom <= top:
        return
    moved = view[:2] @ np.array([[1, 0, left], [0, 1, top], [0, 0, 1]], dtype=np.float64)
    size = (int(right - left), int(bottom - top))
    share = cv2.warpAffine(opacity, moved, size, flags=_FLAGS, borderMode=cv2.BORDER_CONSTANT)
    thing = cv2.warpAffine(source, moved, size, flags=_FLAGS, borderMode=cv2.BORDER_REPLICATE)
    patch = target[top:bottom, left:right]
    cv2.blendLinear(thing, patch, share, 1 - share, dst=patch)


def _find_opacity(picture: Plane) -> Field | None:
    """Give the opacity of the thing that a picture shows; None when it cannot be cut out cleanly."""
    opacity = find_thing(picture)
    if opacity is not None:
        return opacity
    subject = find_subject(picture)
    return None if subject.confidence < _TRUSTED else find_outline(picture, subject)


def _build_card(picture: Plane) -> tuple[Plane, Field]:
    """Frame a picture like a print, with a soft shadow around it; give the print and its opacity."""
    side = max(picture.shape[:2])
    frame, shadow = max(2, round(side * _FRAME_SHARE)), max(3, round(side * _SHADOW_SHARE))
    framed = cv2.copyMakeBorder(picture, frame, frame, frame, frame, cv2.BORDER_CONSTANT, value=_PAPER)
    height, width = framed.shape[:2]
    # Even sizes, and even borders, keep colour and light together.
    right, below = shadow + width % 2, shadow + height % 2
    card = cv2.copyMakeBorder(framed, shadow, below, shadow, right, cv2.BORDER_CONSTANT, value=(0, 0, 0))
    whole = np.zeros(card.shape[:2], dtype=np.float32)
    whole[shadow : shadow + height, shadow : shadow + width] = 1
    dim = cv2.GaussianBlur(whole, (0, 0), shadow / 2.5) * np.float32(_SHADOW)
    return np.asarray(card, dtype=np.uint8), np.maximum(whole, dim)
