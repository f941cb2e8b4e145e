"""Where everything in one picture went in another: dense flow, after an alignment where a camera moved far.

Both directions are estimated; where they contradict each other the flow is not trusted. Painting with it belongs
to `inbetween.py`.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from adapters.studio.renderer.planes import Field, Matrix, Plane

#: Long side of the small pictures that are compared.
_ALIGN_SIDE, _FLOW_SIDE = 320, 640
_RATIO_TEST = 0.75
_REPROJECTION_PIXELS = 4.0
_FEWEST_INLIERS = 12
_STRONGEST_STRETCH = 4.0
#: Pairs with this many points in common belong together whatever the flow says.
_PLENTY_OF_INLIERS = 40
_COMMON_SHARE = 0.30
#: Of the dense flow: three times as smooth as OpenCV would have it, refined for longer, and softened by some pixels.
_SMOOTHNESS, _REFINEMENTS, _SOFTNESS = 60.0, 20, 3.0
#: Pairs that can be followed everywhere to this share are two moments of one scene.
_SURE_SHARE = 0.40
#: A camera moved when this share of the points agrees, and far when a corner went farther than this share of the width.
#: Dense flow finds shorter ways better alone: an alignment leads astray what moves on its own.
_CAMERA_SHARE, _FAR_SHARE = 0.60, 0.03


@dataclass(frozen=True, kw_only=True)
class Flow:
    """Motion between two pictures of one size, one value per cell of the frame."""

    #: (2, rows, columns): from a cell of the one picture to where it is in the other, across and down, in frame pixels.
    forth: Field
    back: Field
    #: (rows, columns): how far the motion of a cell of the first, or of the last picture can be trusted, 0..1.
    forth_trust: Field
    back_trust: Field
    inliers: int

    @property
    def trusted_share(self) -> float:
        """Give the share of both pictures whose motion can be trusted."""
        return float(self.forth_trust.mean() + self.back_trust.mean()) / 2

    @property
    def is_common(self) -> bool:
        """Tell whether the two pictures show the same thing at all."""
        return self.trusted_share >= _COMMON_SHARE or self.inliers >= _PLENTY_OF_INLIERS

    @property
    def sureness(self) -> float:
        """Tell from 0 to 1 whether the two pictures are moments of one scene rather than two views of a thing."""
        return float(np.clip((self.trusted_share - _COMMON_SHARE) / (_SURE_SHARE - _COMMON_SHARE), 0, 1))


def estimate_flow(first: Plane, last: Plane, *, columns: int, rows: int) -> Flow:
    """Estimate the motion between two blue-green-red pictures of one size."""
    greys = _shrink(first, _FLOW_SIDE), _shrink(last, _FLOW_SIDE)
    small_height, small_width = greys[0].shape
    alignment, inliers = _align(first, last)
    small_alignment = _rescale(alignment, small_width / first.shape[1])
    motions = (
        _estimate_one_way(*greys, small_alignment),
        _estimate_one_way(*greys[::-1], np.asarray(np.linalg.inv(small_alignment), dtype=np.float64)),
    )
    unscale = np.array([first.shape[1] / small_width, first.shape[0] / small_height], dtype=np.float32)
    size = (columns, rows)
    forth, back = (cv2.resize(way * unscale, size, interpolation=cv2.INTER_AREA) for way in motions)
    found = _compare_ways(*motions), _compare_ways(*motions[::-1])
    trusts = [cv2.resize(trust, size, interpolation=cv2.INTER_AREA) for trust in found]
    return Flow(
        forth=_split(forth),
        back=_split(back),
        forth_trust=np.asarray(trusts[0], dtype=np.float32),
        back_trust=np.asarray(trusts[1], dtype=np.float32),
        inliers=inliers,
    )


def _split(motion: cv2.typing.MatLike) -> Field:
    """Give the parts across and down of a motion one after the other."""
    return np.ascontiguousarray(np.moveaxis(motion, 2, 0), dtype=np.float32)


def _shrink(picture: Plane, long_side: int) -> Plane:
    """Give a small grey copy."""
    share = min(1.0, long_side / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def _align(first: Plane, last: Plane) -> tuple[Matrix, int]:
    """Find how a camera moved far between two pictures, as an affine map, and how many points agree on one motion."""
    greys = [_shrink(picture, _ALIGN_SIDE) for picture in (first, last)]
    scale = greys[0].shape[1] / first.shape[1]
    cv2.setRNGSeed(1)
    finder = cv2.SIFT.create(nfeatures=500)
    (first_points, first_words), (last_points, last_words) = (finder.detectAndCompute(grey, None) for grey in greys)
    if min(len(first_points), len(last_points)) < _FEWEST_INLIERS:
        return np.eye(3), 0
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(first_words, last_words, k=2)
    good = [pair[0] for pair in pairs if len(pair) > 1 and pair[0].distance < _RATIO_TEST * pair[1].distance]
    if len(good) < _FEWEST_INLIERS:
        return np.eye(3), len(good) // 2
    sources = np.array([first_points[match.queryIdx].pt for match in good], dtype=np.float32)
    targets = np.array([last_points[match.trainIdx].pt for match in good], dtype=np.float32)
    affine, agreed = cv2.estimateAffine2D(sources, targets, ransacReprojThreshold=_REPROJECTION_PIXELS)
    inliers = int(np.count_nonzero(agreed))
    if inliers < _FEWEST_INLIERS or not _is_plausible(np.asarray(affine, dtype=np.float64)):
        return np.eye(3), 0
    if inliers < _CAMERA_SHARE * len(good) or not _is_far(affine, greys[0]):
        return np.eye(3), inliers
    return _rescale(np.vstack([affine, [0, 0, 1]]), 1 / scale), inliers


def _is_far(affine: cv2.typing.MatLike, grey: Plane) -> bool:
    """Tell whether a map moves some corner of a picture too far for dense flow to follow."""
    height, width = grey.shape
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], dtype=np.float64)
    steps = corners @ affine[:, :2].T + affine[:, 2] - corners
    return bool(np.linalg.norm(steps, axis=1).max() > _FAR_SHARE * width)


def _is_plausible(affine: Matrix) -> bool:
    """Tell whether a map neither mirrors nor squashes."""
    stretches = np.linalg.svd(affine[:, :2], compute_uv=False)
    keeps_size = 1 / _STRONGEST_STRETCH < stretches.min() <= stretches.max() < _STRONGEST_STRETCH
    return bool(keeps_size and np.linalg.det(affine[:, :2]) > 0)


def _rescale(affine: Matrix, scale: float) -> Matrix:
    """Express a map for pictures enlarged by `scale`."""
    return np.asarray(np.diag([scale, scale, 1]) @ affine @ np.diag([1 / scale, 1 / scale, 1]))


def _estimate_one_way(source: Plane, target: Plane, alignment: Matrix) -> Field:
    """Estimate the motion from source to target, in their pixels: the alignment and what remains after it."""
    height, width = source.shape
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    aligned = cv2.warpAffine(target, alignment[:2], (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    dense = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    dense.setVariationalRefinementAlpha(_SMOOTHNESS)
    dense.setVariationalRefinementIterations(_REFINEMENTS)
    rest = dense.calc(source, aligned, np.zeros((height, width, 2), dtype=np.float32))
    rest = cv2.GaussianBlur(rest, (0, 0), _SOFTNESS)
    places = _build_places(width, height)
    moved = cv2.perspectiveTransform(places + rest, alignment)
    return np.asarray(moved - places, dtype=np.float32)


def _compare_ways(there: Field, back: Field) -> Field:
    """Tell for every pixel how far going there and back again returns to it, 0..1."""
    height, width = there.shape[:2]
    places = _build_places(width, height) + there
    returned: Field = np.empty_like(back)
    cv2.remap(  # type: ignore[call-overload]  # the stubs forget that the second map may be absent
        back, places, None, cv2.INTER_LINEAR, dst=returned, borderMode=cv2.BORDER_REPLICATE
    )
    error = _measure_lengths(there + returned)
    allowed = 1.0 + 0.05 * _measure_lengths(there)
    across, down = places[:, :, 0], places[:, :, 1]
    inside = (across >= 0) & (across < width) & (down >= 0) & (down < height)
    return np.asarray(np.exp(-((error / allowed) ** 2)) * inside, dtype=np.float32)


def _measure_lengths(motion: Field) -> Field:
    """Give the length of the motion of every pixel."""
    across, down = cv2.split(motion)
    return np.asarray(cv2.magnitude(across, down), dtype=np.float32)


def _build_places(width: int, height: int) -> Field:
    """Give the index coordinates of every pixel, shape (height, width, 2)."""
    across, down = np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32)
    return np.stack(np.meshgrid(across, down), axis=2)
