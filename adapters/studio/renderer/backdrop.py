"""Things before a smooth backdrop, such as a wall, a sky or a studio's paper: what differs from it is the thing.

The backdrop may be lit unevenly, grainy and shaded by the thing. Sceneries are `outline.py`; what is done with the
cut-out belongs to `cutout.py`.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from adapters.studio.renderer.planes import Field, Plane

_Mask = npt.NDArray[np.bool_]

_LONG_SIDE = 480
_RIM_SHARE = 0.05
_ROUNDS = 5
#: Differences in Lab: at least this much is allowed to a backdrop, and at most this much is its grain.
_ALLOWED, _GRAINIEST = 5.0, 5.0
#: So much of the upper and side rims must be backdrop.
_RIM_COVER = 0.80
#: How fast the opacity rises above what is allowed to the backdrop.
_RISE = 1.3
#: Of the difference of a thing, how much its edge may still have where it ends, and has where the thing is solid.
_EMPTY, _FULL = 0.35, 0.85
_SMALLEST, _LARGEST = 0.012, 0.72
#: How far apart, as a share of the longer side, the parts of a thing may be: ropes are thinner than a pixel.
_BRIDGE_SHARE = 0.014
#: How much of all that differs must belong to the thing.
_WHOLENESS = 0.70
#: Length of the outline against that of a circle of the same area; ropes and limbs make it long, noise much longer.
_RAGGEDNESS = 7.0
#: The middling difference of a thing from its backdrop, against what is allowed to the backdrop.
_CLEARNESS = 2.0
#: Light that is left in a shadow, how even over the colours, and how soft its edges are, in levels per pixel.
_DARKEST_SHADOW, _SHADOW_TINT, _SHADOW_EDGE = 0.35, 0.08, 7.0
#: Holes smaller than this share of the picture are glints and eyes.
_SMALLEST_HOLE = 0.0008


@dataclass(frozen=True, kw_only=True)
class _Backdrop:
    """What the picture would be without the thing."""

    lab: Field
    #: How far in Lab its pixels differ from it.
    allowed: float


def find_thing(picture: Plane) -> Field | None:
    """Give the opacity of every pixel of a picture, 0..1; None when nothing stands before a smooth backdrop."""
    share = min(1.0, _LONG_SIDE / max(picture.shape[:2]))
    small = np.asarray(cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    lab = _convert(cv2.GaussianBlur(small, (3, 3), 0.8))
    backdrop = _fit_backdrop(lab)
    if backdrop is None:
        return None
    difference: Field = np.linalg.norm(lab - backdrop.lab, axis=2)
    found = _choose_parts(difference, backdrop.allowed, _find_shadow(small, backdrop.lab))
    if not _is_believable(found, difference, backdrop.allowed):
        return None
    return _enlarge(_measure_opacity(difference, backdrop.allowed), found, picture)


def _convert(small: cv2.typing.MatLike) -> Field:
    """Give a blue-green-red picture in Lab."""
    return np.asarray(cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_BGR2Lab), dtype=np.float32)


def _fit_backdrop(lab: Field) -> _Backdrop | None:
    """Fit a smooth surface to the rim, then to all that hangs together with it and lies near the surface."""
    terms = _build_terms(*lab.shape[:2])
    rim = _build_rim(*lab.shape[:2])
    trusted = rim
    surface, allowed = np.zeros_like(lab), 0.0
    for number in range(_ROUNDS):
        surface, error = _fit_surface(lab, terms, trusted)
        grain = float(np.median(error[trusted]))
        allowed = max(_ALLOWED, 3 * grain)
        if grain > _GRAINIEST or (error[rim] < 2 * allowed).mean() < _RIM_COVER:
            return None
        # What lies inside is reached by and by: a surface is sure only near to where it was fitted.
        near = (error < allowed * (2 if number < _ROUNDS - 2 else 1)).astype(np.uint8)
        trusted = _keep_touching(near, rim)
    return _Backdrop(lab=_follow_shades(lab, surface, trusted), allowed=allowed)


def _build_terms(height: int, width: int) -> Field:
    """Give the terms of a surface of third degree for every pixel, shape (height, width, 10)."""
    down, across = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    powers = [across**one * down**other for one in range(4) for other in range(4 - one)]
    return np.stack(powers, axis=2).astype(np.float32)


def _build_rim(height: int, width: int) -> _Mask:
    """Mark the upper, left and right rim; below, things run out of pictures."""
    reach = max(3, round(max(height, width) * _RIM_SHARE))
    rim = np.zeros((height, width), dtype=np.bool_)
    rim[:reach] = rim[:, :reach] = rim[:, -reach:] = True
    return rim


def _fit_surface(lab: Field, terms: Field, trusted: _Mask) -> tuple[Field, Field]:
    """Fit the surface to the trusted pixels, those that lie far off counting little, and give all differences."""
    samples, colours = terms[trusted][::3], lab[trusted][::3]
    weights = np.ones(len(samples), dtype=np.float32)
    factors = np.zeros((terms.shape[2], 3), dtype=np.float32)
    for _ in range(3):
        weighted = samples * weights[:, None]
        # A trace of stiffness keeps terms at rest that the pixels say nothing about.
        stiff = weighted.T @ samples + np.diag(np.full(terms.shape[2], 1e-3 * len(samples), dtype=np.float32))
        factors = np.linalg.solve(stiff, weighted.T @ colours).astype(np.float32)
        off = np.linalg.norm(colours - samples @ factors, axis=1)
        weights = (1 / (1 + (off / max(2.0, 2 * float(np.median(off)))) ** 4)).astype(np.float32)
    surface = np.asarray(terms @ factors, dtype=np.float32)
    return surface, np.linalg.norm(lab - surface, axis=2)


def _keep_touching(near: Plane, rim: _Mask) -> _Mask:
    """Keep the parts that hang together with the rim."""
    _, labels = cv2.connectedComponents(near)
    return np.isin(labels, np.setdiff1d(np.unique(labels[rim]), [0]))


def _follow_shades(lab: Field, surface: Field, trusted: _Mask) -> Field:
    """Bend the surface to what the backdrop near each pixel looks like."""
    softness = max(lab.shape[:2]) / 24
    weight = cv2.GaussianBlur(trusted.astype(np.float32), (0, 0), softness)
    rest = cv2.GaussianBlur((lab - surface) * trusted[:, :, None].astype(np.float32), (0, 0), softness)
    return surface + np.asarray(rest, dtype=np.float32) / (weight + np.float32(0.1))[:, :, None]


def _find_shadow(small: Plane, backdrop: Field) -> _Mask:
    """Mark what is the backdrop with less light, evenly over the colours and without an edge."""
    light = np.maximum(cv2.cvtColor(backdrop, cv2.COLOR_Lab2BGR), 0.02)
    left = cv2.GaussianBlur(small, (3, 3), 0.8).astype(np.float32) / 255 / light
    darker, tint = left.mean(axis=2), np.ptp(left, axis=2)
    grey = cv2.GaussianBlur(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), (0, 0), 1.2)
    edge = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    is_soft = cv2.dilate(edge, np.ones((3, 3), np.uint8)) < 2 * _SHADOW_EDGE
    return np.asarray((darker > _DARKEST_SHADOW) & (darker < 1) & (tint < _SHADOW_TINT) & is_soft)


def _choose_parts(difference: Field, allowed: float, shadow: _Mask) -> Plane:
    """Find the thing in all that differs: the largest part and what nearly touches it, without the holes in it."""
    different = ((difference > allowed * (1 + _RISE / 3)) & ~shadow).astype(np.uint8)
    reach = max(1, round(max(different.shape) * _BRIDGE_SHARE))
    bridged = cv2.dilate(different, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1)))
    _, labels = cv2.connectedComponents(np.asarray(bridged, dtype=np.uint8))
    sizes = np.bincount(labels.ravel(), weights=different.ravel())
    sizes[0] = 0
    main = different * (labels == sizes.argmax())
    if main.sum() < _WHOLENESS * different.sum():
        return np.zeros_like(different)
    return _fill_holes(main.astype(np.uint8), difference, allowed)


def _fill_holes(found: Plane, difference: Field, allowed: float) -> Plane:
    """Fill what is enclosed, unless the backdrop is seen through it."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(1 - found, connectivity=4)
    rims = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    filled = found.copy()
    for number in np.setdiff1d(np.arange(1, count), rims):
        hole = labels == number
        is_open = float(np.median(difference[hole])) < allowed
        if not is_open or stats[number, cv2.CC_STAT_AREA] < _SMALLEST_HOLE * found.size:
            filled[hole] = 1
    return filled


def _is_believable(found: Plane, difference: Field, allowed: float) -> bool:
    """Tell whether what was found looks like a thing."""
    if not _SMALLEST < float(found.mean()) < _LARGEST:
        return False
    outlines, _ = cv2.findContours(found, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    length = sum(cv2.arcLength(outline, closed=True) for outline in outlines)
    raggedness = length / (2 * np.sqrt(np.pi * np.count_nonzero(found)))
    return bool(raggedness < _RAGGEDNESS and np.median(difference[found > 0]) > _CLEARNESS * allowed)


def _measure_opacity(difference: Field, allowed: float) -> Field:
    """Tell for every pixel how far it is the thing; at an edge it differs less than the thing next to it."""
    fullest = np.asarray(cv2.dilate(difference, np.ones((5, 5), np.uint8)), dtype=np.float32)
    fullness = (difference / np.maximum(fullest, np.float32(1e-3)) - _EMPTY) / (_FULL - _EMPTY)
    opacity = np.clip(np.minimum(fullness, (difference / allowed - 1) / _RISE), 0, 1)
    return np.asarray(opacity, dtype=np.float32)


def _enlarge(opacity: Field, found: Plane, picture: Plane) -> Field:
    """Bring the opacity of a thing to the size of its picture; inside it is solid, outside it is nothing."""
    solid = cv2.erode(found, np.ones((5, 5), np.uint8))
    around = cv2.dilate(found, np.ones((3, 3), np.uint8))
    shown = np.maximum(opacity, solid.astype(np.float32)) * around
    large = cv2.resize(shown, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(cv2.GaussianBlur(large, (3, 3), 0.8), 0, 1), dtype=np.float32)
