"""How near everything in a picture is, guessed: ground comes towards the camera, the subject stands on it.

0 is far, 1 is near. The guess is smooth, so that a warp made from it bends and never tears.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from adapters.studio.renderer.planes import Field
from adapters.studio.renderer.subject import Subject

_HORIZON = 0.42
_FAR, _NEAR_GROUND = 0.18, 0.78
_SUBJECT_LIFT = 0.15
_NEAREST = 0.66
_SOFTNESS_SHARE = 0.038
_TRUSTED = 0.35


@dataclass(frozen=True, kw_only=True)
class Nearness:
    """Nearness of every cell of the frame, and the nearness that stays in place."""

    #: (rows, columns) of the grid of `grid.py`.
    field: Field
    pivot: float


def guess_nearness(subject: Subject, columns: int, rows: int) -> Nearness:
    """Guess the nearness of the picture that the subject was found in, in `rows` by `columns` cells."""
    mask = np.asarray(cv2.resize(subject.mask, (columns, rows), interpolation=cv2.INTER_AREA), dtype=np.float32)
    ground = _build_ground(columns, rows)
    softness = max(1.0, columns * _SOFTNESS_SHARE)
    if subject.confidence < _TRUSTED or not mask.any():
        return Nearness(field=_soften(ground, softness), pivot=float(np.median(ground)))
    feet = int(np.flatnonzero(mask.max(axis=1) > 0.5)[-1]) if (mask > 0.5).any() else rows - 1  # noqa: PLR2004 - half covered
    stands_at = min(_NEAREST, float(ground[feet, 0]) + _SUBJECT_LIFT)
    # Wider than the subject: the bend then lies in the background, and the subject keeps its shape.
    reach = int(softness * 1.5) * 2 + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    wide = np.asarray(cv2.dilate(mask, kernel), dtype=np.float32)
    field = ground * (1 - wide) + np.maximum(ground, np.float32(stands_at)) * wide
    return Nearness(field=_soften(field, softness), pivot=stands_at)


def _build_ground(columns: int, rows: int) -> Field:
    """Give a far sky above and ground below that comes nearer towards the lower rim."""
    down = np.linspace(0, 1, rows, dtype=np.float32)
    rise = np.clip((down - _HORIZON) / (1 - _HORIZON), 0, 1) ** 1.3
    return np.repeat((_FAR + (_NEAR_GROUND - _FAR) * rise)[:, None], columns, axis=1).astype(np.float32)


def _soften(field: Field, softness: float) -> Field:
    """Blur a field, keeping its rim."""
    return np.asarray(cv2.GaussianBlur(field, (0, 0), softness, borderType=cv2.BORDER_REPLICATE), dtype=np.float32)
