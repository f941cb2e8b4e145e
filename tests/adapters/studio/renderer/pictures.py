"""Pictures drawn by numbers: textured, with a subject, the same on every machine."""

from pathlib import Path

import cv2
import numpy as np

from adapters.studio.renderer.planes import Plane


def draw_scene(width: int = 960, height: int = 540, *, seed: int = 1, subject_across: float = 0.5) -> Plane:
    """Draw a sky over textured ground with a bright round subject."""
    rng = np.random.default_rng(seed)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    picture = np.empty((height, width, 3), dtype=np.float32)
    for channel, (top, bottom) in enumerate(((200, 60), (150, 90), (110, 70))):
        picture[:, :, channel] = top * (1 - rows) + bottom * rows
    grain = rng.normal(0, 1, (height // 6, width // 6)).astype(np.float32)
    picture += (
        cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)[:, :, None] * 18 * (0.3 + rows[:, :, None])
    )
    centre = (round(width * subject_across), round(height * 0.55))
    eye = (centre[0] - height // 16, centre[1] - height // 14)
    cv2.circle(picture, centre, height // 5, (40, 80, 220), -1, cv2.LINE_AA)
    cv2.circle(picture, eye, height // 24, (240, 240, 250), -1, cv2.LINE_AA)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def write_picture(folder: Path, picture: Plane, name: str = "picture.png") -> Path:
    """Write a picture without loss and give its path."""
    path = folder / name
    cv2.imwrite(str(path), picture)
    return path


def draw_noise(width: int, height: int, *, seed: int = 1) -> Plane:
    """Draw coloured clouds in several sizes, rich in detail everywhere."""
    rng = np.random.default_rng(seed)
    picture = np.full((height, width, 3), 128, dtype=np.float32)
    for size, weight in ((48, 40), (16, 26), (6, 16), (3, 8)):
        coarse = rng.normal(0, 1, (height // size + 2, width // size + 2, 3)).astype(np.float32)
        picture += np.float32(weight) * cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def shift(picture: Plane, across: float) -> Plane:
    """Move a picture to the right, mirroring what is left at the rim."""
    matrix = np.array([[1, 0, across], [0, 1, 0]], dtype=np.float64)
    size = (picture.shape[1], picture.shape[0])
    return np.asarray(cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REFLECT), dtype=np.uint8)
