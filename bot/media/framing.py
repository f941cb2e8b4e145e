"""The shape a picture gets: pure arithmetic on widths and heights, no pixels."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from bot.request.generation_request import Aspect

#: The service takes pictures from 1:2.5 to 2.5:1.
EXTREME_RATIO = 2.5
#: The service takes no picture with a shorter side below this, in pixels.
SHORTEST_SIDE = 300
#: A picture whose shape differs from the wanted one by less than this part is left as it is.
RATIO_TOLERANCE = 0.01

RATIOS = {Aspect.WIDE: 16 / 9, Aspect.TALL: 9 / 16, Aspect.SQUARE: 1.0}


class Fit(StrEnum):
    """How a picture gets another shape."""

    #: Nothing is lost; a blurred copy fills the rest.
    PAD = "pad"
    #: What does not fit is cut off evenly on both sides.
    CROP = "crop"


@dataclass(frozen=True, kw_only=True)
class Size:
    """A width and a height in pixels."""

    width: int
    height: int

    def __str__(self) -> str:
        """Write it as people do."""
        return f"{self.width} by {self.height}"


@dataclass(frozen=True, kw_only=True)
class Framing:
    """Which part of a picture is kept, how large that becomes, and the canvas it stands on in the middle."""

    canvas: Size
    picture: Size
    #: Parts of the source that are kept, around its middle; 1 keeps all.
    kept_width: float = 1.0
    kept_height: float = 1.0

    @property
    def is_padded(self) -> bool:
        """Tell whether the picture leaves part of the canvas free."""
        return self.picture != self.canvas

    @property
    def is_cropped(self) -> bool:
        """Tell whether part of the picture is lost."""
        return min(self.kept_width, self.kept_height) < 1


def plan_framing(source: Size, *, aspect: Aspect, fit: Fit, longest_side: int) -> Framing:
    """Plan the canvas a picture ends on: in the wanted shape and within the service's limits."""
    ratio = source.width / source.height
    target = _target_ratio(ratio, aspect=aspect)
    if target is None:
        canvas = _scaled(source.width, source.height, longest_side=longest_side)
        return Framing(canvas=canvas, picture=canvas)
    if fit is Fit.CROP:
        return _plan_crop(source, ratio=ratio, target=target, longest_side=longest_side)
    return _plan_padding(source, ratio=ratio, target=target, longest_side=longest_side)


def _target_ratio(ratio: float, *, aspect: Aspect) -> float | None:
    if aspect in RATIOS:
        wanted = RATIOS[aspect]
        return None if abs(ratio / wanted - 1) <= RATIO_TOLERANCE else wanted
    clamped = min(max(ratio, 1 / EXTREME_RATIO), EXTREME_RATIO)
    return None if ratio == clamped else clamped


def _plan_crop(source: Size, *, ratio: float, target: float, longest_side: int) -> Framing:
    kept_width, kept_height = min(1.0, target / ratio), min(1.0, ratio / target)
    canvas = _scaled(source.width * kept_width, source.height * kept_height, longest_side=longest_side)
    return Framing(canvas=canvas, picture=canvas, kept_width=kept_width, kept_height=kept_height)


def _plan_padding(source: Size, *, ratio: float, target: float, longest_side: int) -> Framing:
    width = max(source.width, source.height * target)
    height = max(source.height, source.width / target)
    canvas = _scaled(width, height, longest_side=longest_side)
    if ratio > target:
        picture = Size(width=canvas.width, height=max(1, round(canvas.width / ratio)))
    else:
        picture = Size(width=max(1, round(canvas.height * ratio)), height=canvas.height)
    return Framing(canvas=canvas, picture=picture)


def _scaled(width: float, height: float, *, longest_side: int) -> Size:
    scale = max(min(1.0, longest_side / max(width, height)), SHORTEST_SIDE / min(width, height))
    whole = Size(width=round(width * scale), height=round(height * scale))
    # Rounding to whole pixels may overstep the extreme ratio by a hair; the shorter side gives way.
    return Size(
        width=max(whole.width, ceil(whole.height / EXTREME_RATIO)),
        height=max(whole.height, ceil(whole.width / EXTREME_RATIO)),
    )
