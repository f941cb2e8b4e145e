"""The outline of a subject, found finely enough to cut it out, or refused where it would look torn.

Where the subject roughly is belongs to `subject.py`, smooth backdrops to `backdrop.py`; what is done with the cut-out
to `cutout.py`.
"""

import cv2
import numpy as np

from adapters.studio.renderer.planes import Field, Plane
from adapters.studio.renderer.subject import Subject

_LONG_SIDE = 360
_ROUNDS = 4
#: Width of the band in which the outline is looked for, as a share of the longer side.
_BAND_SHARE = 0.035
_SMALLEST, _LARGEST = 0.03, 0.70
#: How far from the middle of the picture, in shares of its width, the middle of a thing may be that it is a picture of.
_OFF_MIDDLE = 0.24
#: How much the fine outline must agree with the rough one.
_AGREEMENT = 0.62
#: How much of it must be found again by looking from farther outside: half a thing grows then.
_STEADINESS = 0.95
_STEP_SHARE = 0.03
#: How much of what was found must hang together.
_WHOLENESS = 0.80
#: Length of the outline against that of a circle of the same area; hair and limbs make it longer, noise much longer.
_RAGGEDNESS = 3.6
#: Difference in Lab across the outline, at its middling and at its weaker places: half a thing, such as a face without
#: its hair, has strong outlines too, but not all around.
_CONTRAST, _WEAKER_CONTRAST = 28.0, 16.0
_WEAKER_PERCENT = 20
#: Share of the upper and side rims that a thing may cover; more, and it is a part of the scenery.
_RIM_COVER = 0.22


def find_outline(picture: Plane, subject: Subject) -> Field | None:
    """Give the opacity of every pixel of a picture, 0..1; None when the outline cannot be trusted."""
    if not subject.mask.any():
        return None
    share = min(1.0, _LONG_SIDE / max(picture.shape[:2]))
    small = np.asarray(cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    rough = cv2.resize(subject.mask, (small.shape[1], small.shape[0]), interpolation=cv2.INTER_LINEAR) > 0.5  # noqa: PLR2004 - half covered
    found = _cut_finely(small, rough.astype(np.uint8))
    if found is None or not _is_believable(small, found, rough.astype(np.uint8)):
        return None
    return _soften(found, picture) if _is_steady(small, found) else None


def _cut_finely(small: Plane, rough: Plane) -> Plane | None:
    """Move the outline to where the colours change, within a band about the rough one."""
    reach = max(3, round(max(small.shape[:2]) * _BAND_SHARE)) * 2 + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    marks = np.full(rough.shape, cv2.GC_BGD, dtype=np.uint8)
    marks[cv2.dilate(rough, kernel) > 0] = cv2.GC_PR_BGD
    marks[rough > 0] = cv2.GC_PR_FGD
    marks[cv2.erode(rough, kernel) > 0] = cv2.GC_FGD
    if not (marks == cv2.GC_BGD).any() or not np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).any():
        return None
    cv2.setRNGSeed(1)
    cv2.grabCut(small, marks, (0, 0, 0, 0), np.zeros((1, 65)), np.zeros((1, 65)), _ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    opened = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    # Windows and eyes of the backdrop's colour belong to the thing.
    outlines, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.asarray(cv2.drawContours(np.zeros_like(opened), outlines, -1, 1, cv2.FILLED), dtype=np.uint8)


def _is_believable(small: Plane, found: Plane, rough: Plane) -> bool:
    """Tell whether a cut-out along this outline would look like a thing."""
    area = float(found.mean())
    if not _SMALLEST < area < _LARGEST:
        return False
    rims = np.concatenate([found[0], found[:, 0], found[:, -1]])
    return bool(
        _measure_agreement(found, rough) > _AGREEMENT
        and rims.mean() < _RIM_COVER
        and _measure_wholeness(found) > _WHOLENESS
        and _measure_raggedness(found) < _RAGGEDNESS
        and abs(float(np.flatnonzero(found.any(axis=0)).mean()) / found.shape[1] - 0.5) < _OFF_MIDDLE
        and _has_contrast(small, found)
    )


def _is_steady(small: Plane, found: Plane) -> bool:
    """Tell whether the same is found again when the search begins farther outside."""
    reach = max(3, round(max(small.shape[:2]) * _STEP_SHARE)) * 2 + 1
    wide = cv2.dilate(found, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    again = _cut_finely(small, np.asarray(wide, dtype=np.uint8))
    return again is not None and _measure_agreement(found, again) > _STEADINESS


def _measure_agreement(one: Plane, other: Plane) -> float:
    """Give the share that two outlines have in common of all that either encloses."""
    shared, either = np.count_nonzero(one & other), np.count_nonzero(one | other)
    return float(shared) / max(1.0, float(either))


def _measure_wholeness(found: Plane) -> float:
    """Give the share of the largest piece."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(found)
    areas = stats[1:, cv2.CC_STAT_AREA]
    return float(areas.max() / areas.sum())


def _measure_raggedness(found: Plane) -> float:
    """Give the length of all outlines against that of one circle."""
    outlines, _ = cv2.findContours(found, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    length = sum(cv2.arcLength(outline, closed=True) for outline in outlines)
    return float(length / (2 * np.sqrt(np.pi * np.count_nonzero(found))))


def _has_contrast(small: Plane, found: Plane) -> bool:
    """Tell whether what lies just inside the outline differs from what lies just outside, nearly everywhere."""
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_BGR2Lab)
    kernel = np.ones((7, 7), np.uint8)
    inside, outside = (found - cv2.erode(found, kernel)) > 0, (cv2.dilate(found, kernel) - found) > 0
    near = [_average_where(lab, part) for part in (inside, outside)]
    edge = (cv2.dilate(found, np.ones((3, 3), np.uint8)) - found) > 0
    differences = np.linalg.norm(near[0] - near[1], axis=2)[edge]
    middling, weaker = np.percentile(differences, [50, _WEAKER_PERCENT])
    return bool(middling > _CONTRAST and weaker > _WEAKER_CONTRAST)


def _average_where(lab: cv2.typing.MatLike, part: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Field:
    """Give the mean colour of the pixels of a part around every pixel."""
    weight = cv2.boxFilter(part.astype(np.float32), -1, (15, 15))
    total = cv2.boxFilter(lab * part[:, :, None].astype(np.float32), -1, (15, 15))
    return np.asarray(total / np.maximum(weight, np.float32(1e-3))[:, :, None], dtype=np.float32)


def _soften(found: Plane, picture: Plane) -> Field:
    """Bring an outline to the size of the picture with a smooth, slightly drawn-in edge."""
    height, width = picture.shape[:2]
    large = cv2.resize(found.astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large, (0, 0), max(1.0, max(height, width) / 260))
    return np.asarray(np.clip((soft - 0.42) / 0.42, 0, 1), dtype=np.float32)
