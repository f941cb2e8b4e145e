"""Small texts laid over every frame: the "animatic" mark and the watermark."""

from enum import Enum

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from adapters.studio.renderer.planes import Field, Plane, Planes


class Corner(Enum):
    """Where a mark sits."""

    LOWER_LEFT = "left"
    LOWER_RIGHT = "right"


ANIMATIC_TEXT = "animatic"
WATERMARK_TEXT = "Flipbook"

#: Height of the letters and distance from the edges, as shares of the shorter side of the frame.
_LETTER_SHARE = 0.034
_GAP_SHARE = 0.03
_LETTER_OPACITY = 0.72
_HALO_OPACITY = 0.42
_WHITE, _BLACK, _GREY = 235, 16, 128
#: Shares smaller than this leave every level as it is.
_UNSEEN = 1e-4


class Mark:
    """A text with a soft dark halo, so that it reads on any picture; ready for frames of one size."""

    def __init__(self, text: str, corner: Corner, *, width: int, height: int) -> None:
        """Draw the text once for frames of `width` and `height` pixels."""
        short_side = min(width, height)
        letters, halo = _draw_text(text, max(10, round(short_side * _LETTER_SHARE)))
        gap = round(short_side * _GAP_SHARE)
        left = width - letters.shape[1] - gap if corner is Corner.LOWER_RIGHT else gap
        top = height - letters.shape[0] - gap
        self._top, self._left = top // 2 * 2, left // 2 * 2
        keep = (1 - halo) * (1 - letters)
        self._luma = _Print(_BLACK * halo * (1 - letters) + _WHITE * letters, keep)
        self._chroma = _Print(_GREY * (1 - keep[::2, ::2]), keep[::2, ::2])

    def lay_over(self, canvas: Planes) -> None:
        """Blend the mark into a frame."""
        self._luma.lay_over(canvas.luma[self._top :, self._left :])
        for plane in (canvas.blue, canvas.red):
            self._chroma.lay_over(plane[self._top // 2 :, self._left // 2 :])


class _Print:
    """What is laid over one plane, see-through in parts."""

    def __init__(self, added: Field, keep: Field) -> None:
        """Prepare what is added to a plane of which the share `keep` is left, 0..1."""
        self._keep = np.ascontiguousarray(keep, dtype=np.float32)
        self._hide: Field = 1 - self._keep
        levels = added / np.maximum(1 - keep, np.float32(_UNSEEN))
        self._levels = np.clip(np.rint(levels), 0, 255).astype(np.uint8)

    def lay_over(self, plane: Plane) -> None:
        """Blend it into the upper left corner of a plane."""
        patch = plane[: self._keep.shape[0], : self._keep.shape[1]]
        cv2.blendLinear(patch, self._levels, self._keep, self._hide, dst=patch)


def _draw_text(text: str, letter_height: int) -> tuple[Field, Field]:
    """Draw letters and the halo around them as opacities; both have the same, even size."""
    font = ImageFont.load_default(size=letter_height)
    left, top, right, bottom = font.getbbox(text)
    border = letter_height // 2
    size = (int(right - left) // 2 * 2 + 2 + 2 * border, int(bottom - top) // 2 * 2 + 2 + 2 * border)
    image = Image.new("L", size)
    ImageDraw.Draw(image).text((border - left, border - top), text, font=font, fill=255)
    halo = image.filter(ImageFilter.GaussianBlur(letter_height / 6)).point(
        [min(255, 2 * level) for level in range(256)]
    )
    letters_share: Field = np.asarray(image, dtype=np.float32) * np.float32(_LETTER_OPACITY / 255)
    halo_share: Field = np.asarray(halo, dtype=np.float32) * np.float32(_HALO_OPACITY / 255)
    return letters_share, halo_share
