"""The fine outline of a subject."""

import cv2
import numpy as np
import pytest

from adapters.studio.renderer.outline import find_outline
from adapters.studio.renderer.planes import Field, Plane
from adapters.studio.renderer.subject import find_subject
from tests.adapters.studio.renderer.pictures import draw_noise, draw_scene

WIDTH, HEIGHT = 480, 320


def find(picture: Plane) -> Field | None:
    return find_outline(picture, find_subject(picture))


def draw_star_on_ground(across: float = 0.5) -> Plane:
    """Draw a bright star in a scenery of sky and grainy ground."""
    picture = draw_scene(WIDTH, HEIGHT, subject_across=across)
    angles = np.arange(10) * np.pi / 5
    reach = np.where(np.arange(10) % 2, 40, 90)
    corners = np.stack([WIDTH * across + reach * np.sin(angles), 180 - reach * np.cos(angles)], axis=1)
    cv2.fillPoly(picture, [np.rint(corners).astype(np.int32)], (40, 220, 250), cv2.LINE_AA)
    return picture


def test_follows_a_thing_before_an_uneven_backdrop() -> None:
    opacity = find(draw_scene(WIDTH, HEIGHT))

    circle = np.zeros((HEIGHT, WIDTH), dtype=np.uint8)
    cv2.circle(circle, (WIDTH // 2, round(HEIGHT * 0.55)), HEIGHT // 5, 1, -1)
    assert opacity is not None
    agreement = np.minimum(opacity, circle).sum() / np.maximum(opacity, circle).sum()
    assert agreement > 0.9


def test_has_soft_edges() -> None:
    opacity = find(draw_star_on_ground())

    assert opacity is not None
    assert ((opacity > 0.1) & (opacity < 0.9)).sum() > 100
    assert np.abs(np.diff(opacity, axis=1)).max() < 0.6


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(draw_noise(WIDTH, HEIGHT), id="noise"),
        pytest.param(np.full((HEIGHT, WIDTH, 3), 90, dtype=np.uint8), id="nothing"),
        pytest.param(draw_scene(WIDTH, HEIGHT, subject_across=0.85), id="a thing at the rim"),
        pytest.param(cv2.GaussianBlur(draw_noise(WIDTH, HEIGHT, seed=7), (0, 0), 25), id="soft clouds"),
    ],
)
def test_refuses_what_would_look_torn(picture: Plane) -> None:
    assert find(picture) is None
