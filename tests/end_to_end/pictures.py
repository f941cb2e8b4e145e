"""Pictures with enough in them to see whether a video moves."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw


def write_landscape(path: Path, *, night: bool = False, size: tuple[int, int] = (1280, 720)) -> Path:
    """Draw hills under a sky with a sun or a moon."""
    width, height = size
    top, bottom = ((16, 20, 60), (70, 60, 110)) if night else ((90, 160, 235), (250, 225, 180))
    ramp = np.linspace(0, 1, height)[:, None, None]
    sky = (np.array(top) * (1 - ramp) + np.array(bottom) * ramp) * np.ones((1, width, 1))
    picture = Image.fromarray(sky.astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    centre, radius = (width * (0.7 if night else 0.3), height * 0.3), height * 0.09
    disc = (centre[0] - radius, centre[1] - radius, centre[0] + radius, centre[1] + radius)
    draw.ellipse(disc, fill=(235, 235, 250) if night else (255, 240, 150))
    for layer, shade in enumerate((0.5, 0.35, 0.22)):
        positions = np.arange(0, width + 8, 8)
        heights = height * (0.6 + 0.12 * layer) + np.sin(positions / (90 + 40 * layer) + layer * 2) * height * 0.05
        green = (int(40 * shade), int((90 if night else 200) * shade), int(90 * shade))
        draw.polygon(
            [(0, height), *zip(positions.tolist(), heights.tolist(), strict=True), (width, height)], fill=green
        )
    picture.save(path)
    return path
