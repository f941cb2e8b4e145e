"""Grain: the finest detail that two pictures of one thing do not share, and how it is quietened between them.

A picture halfway between two grainy ones has a grain of its own that nobody can know, so the nearest to it has little.
Where pictures lie while they are compared is decided in `inbetween.py`.
"""

import cv2
import numpy as np

from adapters.studio.renderer.planes import Field, Plane

#: Side of the blocks that are compared, in pixels.
_BLOCK = 16
#: Of all the finest detail, how much two clean pictures differ in because nothing is aligned perfectly.
_ALWAYS_DIFFERENT = 0.22
#: From this share on a picture counts as wholly grainy.
_ALL_GRAIN = 0.34
#: How much of its value every sample gives to each neighbour where all is grain.
_STRONGEST = 0.15
#: Less than this changes nothing in whole levels.
_FAINTEST = 0.004
#: Share of the time during which the softness comes, and goes: pictures that were given stay as they are.
_RAMP = 0.12


def measure_grain(first: Plane, last: Plane, trust: Field) -> float:
    """Tell from 0 to 1 how grainy two aligned luma planes are; only blocks with some `trust` count."""
    size = (first.shape[1] // _BLOCK, first.shape[0] // _BLOCK)
    details = [cv2.Laplacian(plane, cv2.CV_32F) for plane in (first, last)]
    apart, together = (
        cv2.resize(detail * detail, size, interpolation=cv2.INTER_AREA)
        for detail in (details[0] - details[1], details[0] + details[1])
    )
    trusted = cv2.resize(trust, size, interpolation=cv2.INTER_AREA) > 0.5  # noqa: PLR2004 - more than half
    if not trusted.any():
        return 0.0
    share = float(np.median((apart / (together + 1))[trusted]))
    return float(np.clip((share - _ALWAYS_DIFFERENT) / (_ALL_GRAIN - _ALWAYS_DIFFERENT), 0, 1))


def quieten_grain(luma: Plane, grain: float, time: float) -> None:
    """Soften a luma plane in place, `time` being 0 at the one given picture and 1 at the other."""
    given = _STRONGEST * grain * min(1.0, time / _RAMP, (1 - time) / _RAMP)
    if given < _FAINTEST:
        return
    spread = float(np.sqrt(-0.5 / np.log(given / (1 - 2 * given))))
    cv2.GaussianBlur(luma, (3, 3), spread, dst=luma)
