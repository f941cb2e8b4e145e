"""What a picture is about: where its subject is and which pixels belong to it, judged without a trained model.

Pixels that differ from the colours along the rim and lie near the middle are taken for the subject; GrabCut then
finds its outline. Depth is guessed from it in `nearness.py`.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from adapters.studio.renderer.picture import Focus
from adapters.studio.renderer.planes import Field, Plane

_LONG_SIDE = 144
_RIM_SHARE = 0.06
_RIM_COLOURS = 6
_GRABCUT_ROUNDS = 3
_SMALLEST, _LARGEST = 0.015, 0.62
#: Differences in Lab that count as wholly different.
_CLEAR_DIFFERENCE = 48.0
_SKIN_BONUS = 0.3


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The subject of a picture."""

    #: (rows, columns) of a small copy of the picture: 1 on the subject, 0 off it.
    mask: Field
    focus: Focus
    #: 0 when the picture has no subject that stands out, 1 when it plainly does.
    confidence: float


def find_subject(picture: Plane) -> Subject:
    """Find the subject of a blue-green-red picture."""
    stride = max(1, max(picture.shape[:2]) // (4 * _LONG_SIDE))
    sparse = picture[::stride, ::stride]
    share = min(1.0, _LONG_SIDE / max(sparse.shape[:2]))
    small = np.asarray(cv2.resize(sparse, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    likely = _measure_difference(small)
    mask = _cut_out(small, likely)
    return Subject(
        mask=mask,
        focus=_find_focus(small, mask, likely),
        confidence=_judge(mask, likely),
    )


def _measure_difference(small: Plane) -> Field:
    """Tell for every pixel how much it differs from the rim and how near to the middle it is, 0..1."""
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.5).astype(np.float32) / 255, cv2.COLOR_BGR2Lab)
    rim = _take_rim(np.asarray(lab, dtype=np.float32))
    criteria = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, 12, 0.5)
    cv2.setRNGSeed(1)
    _, labels, centres = cv2.kmeans(rim, _RIM_COLOURS, np.empty(0, np.int32), criteria, 1, cv2.KMEANS_PP_CENTERS)
    weights = np.bincount(labels.ravel(), minlength=_RIM_COLOURS) / len(labels)
    distances = np.linalg.norm(lab[:, :, None, :] - centres, axis=3) + 12 * (1 - np.sqrt(weights))
    difference = np.clip((distances.min(axis=2) - 8) / _CLEAR_DIFFERENCE + _SKIN_BONUS * _find_skin(small), 0, 1)
    return np.asarray(difference * _build_middle_prior(small.shape[1], small.shape[0]), dtype=np.float32)


def _find_skin(small: Plane) -> Field:
    """Mark colours that skin has: people are what pictures are mostly about."""
    chroma = cv2.cvtColor(small, cv2.COLOR_BGR2YCrCb)
    return np.asarray(cv2.inRange(chroma, (60, 136, 78), (245, 172, 126)), dtype=np.float32) / np.float32(255)


def _take_rim(lab: Field) -> Field:
    """Give the pixels along the upper, left and right rim, shape (count, 3); below, subjects run out of pictures."""
    width = max(2, round(max(lab.shape[:2]) * _RIM_SHARE))
    parts = (lab[:width], lab[:, :width], lab[:, -width:])
    return np.ascontiguousarray(np.concatenate([part.reshape(-1, 3) for part in parts]))


def _build_middle_prior(width: int, height: int) -> Field:
    """Favour the middle of the picture, a little below its centre."""
    across = (np.linspace(-1, 1, width, dtype=np.float32) / 0.75) ** 2
    down = ((np.linspace(-1, 1, height, dtype=np.float32) - 0.08) / 0.80) ** 2
    return np.exp(-(across[None, :] + down[:, None]) / 1.1)


def _cut_out(small: Plane, likely: Field) -> Field:
    """Find the outline of what is likely the subject."""
    level = max(0.12, min(float(np.percentile(likely, 82)), 0.4 * float(likely.max())))
    marks = np.full(likely.shape, cv2.GC_PR_BGD, dtype=np.uint8)
    marks[likely > level] = cv2.GC_PR_FGD
    marks[likely > min(0.85 * float(likely.max()), 2.2 * level)] = cv2.GC_FGD
    marks[likely < level / 4] = cv2.GC_BGD
    if not (marks == cv2.GC_FGD).any() or not (marks == cv2.GC_BGD).any():
        return np.zeros(likely.shape, dtype=np.float32)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(1)
    cv2.grabCut(small, marks, (0, 0, 0, 0), *models, _GRABCUT_ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.uint8)
    return _keep_main_parts(found)


def _keep_main_parts(found: Plane) -> Field:
    """Drop specks and fill holes."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5))
    closed = cv2.morphologyEx(cv2.morphologyEx(found, cv2.MORPH_OPEN, kernel), cv2.MORPH_CLOSE, kernel)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed)
    if count < 2:  # noqa: PLR2004 - the first component is what lies around the others
        return np.zeros(found.shape, dtype=np.float32)
    areas = stats[1:, cv2.CC_STAT_AREA]
    kept = 1 + np.flatnonzero(areas >= 0.25 * areas.max())
    return np.isin(labels, kept).astype(np.float32)


def _find_focus(small: Plane, mask: Field, likely: Field) -> Focus:
    """Give the place that a camera should keep in the frame: between the subject and what is drawn sharply."""
    grey = cv2.cvtColor(small, cv2.COLOR_BGR2GRAY).astype(np.float32)
    sharp = cv2.GaussianBlur(np.abs(cv2.Laplacian(grey, cv2.CV_32F)), (0, 0), 4)
    prior = _build_middle_prior(small.shape[1], small.shape[0])
    detail = np.asarray(sharp * prior + np.float32(1e-3), dtype=np.float32)
    places = [_find_middle(detail), _find_middle(mask if mask.any() else likely * prior + np.float32(1e-3))]
    across, down = np.mean(places, axis=0)
    # A wrong guess that stays near the middle does no harm; heads are above the middle of their bodies.
    return Focus(across=0.5 + 0.75 * (float(across) - 0.5), down=0.47 + 0.75 * (float(down) - 0.5))


def _find_middle(weight: Field) -> tuple[float, float]:
    """Give the centre of gravity, in shares of width and height."""
    rows, columns = np.indices(weight.shape, dtype=np.float32)
    total = float(weight.sum())
    across = float((weight * columns).sum()) / total / weight.shape[1]
    return across, float((weight * rows).sum()) / total / weight.shape[0]


def _judge(mask: Field, likely: Field) -> float:
    """Tell how far the outline can be trusted."""
    area = float(mask.mean())
    if not _SMALLEST < area < _LARGEST:
        return 0.0
    inside, outside = float(likely[mask > 0].mean()), float(likely[mask == 0].mean())
    rim = float(np.concatenate([mask[0], mask[:, 0], mask[:, -1]]).mean())
    return float(np.clip((inside - outside) * 3, 0, 1) * np.clip(1.2 - 2.5 * rim, 0, 1))
