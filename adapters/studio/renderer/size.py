"""How large the frames of a video are; cropping a picture to them is `picture.py`."""

from adapters.studio.renderer.scene import Aspect, Quality

FRAMES_PER_SECOND = 24

_LONG_SIDE = {Quality.HD: 1280, Quality.FULL_HD: 1920, Quality.ULTRA_HD: 3840}
_RATIO = {Aspect.WIDE: 16 / 9, Aspect.TALL: 9 / 16}


def build_even(length: float) -> int:
    """Round a length in pixels to the nearest even number, at least 2."""
    return max(2, 2 * round(length / 2))


def frame_size(quality: Quality, aspect: Aspect, picture_width: int, picture_height: int) -> tuple[int, int]:
    """Give width and height of the frames, both even; AUTO keeps the ratio of the picture."""
    long_side = _LONG_SIDE[quality]
    if aspect is Aspect.SQUARE:
        side = build_even(long_side * 9 / 16)
        return side, side
    ratio = _RATIO.get(aspect, picture_width / picture_height)
    if ratio >= 1:
        return long_side, build_even(long_side / ratio)
    return build_even(long_side * ratio), long_side
