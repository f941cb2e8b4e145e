"""Motion between two pictures."""

import cv2
import numpy as np

from adapters.studio.renderer.flow import estimate_flow
from adapters.studio.renderer.grid import Grid
from tests.adapters.studio.renderer.pictures import draw_noise, shift

WIDTH, HEIGHT = 480, 272


def test_measures_how_far_everything_moved() -> None:
    picture = draw_noise(WIDTH, HEIGHT)
    grid = Grid(WIDTH, HEIGHT)

    flow = estimate_flow(picture, shift(picture, 14), columns=grid.columns - 2, rows=grid.rows - 2)

    assert flow.is_common
    assert abs(np.median(flow.forth[0]) - 14) < 0.3
    assert abs(np.median(flow.back[0]) + 14) < 0.3
    assert abs(np.median(flow.forth[1])) < 0.3


def test_finds_nothing_in_common_in_unlike_pictures() -> None:
    flow = estimate_flow(draw_noise(WIDTH, HEIGHT), draw_noise(WIDTH, HEIGHT, seed=5), columns=60, rows=34)

    assert not flow.is_common


def test_does_not_trust_what_left_the_picture() -> None:
    picture = draw_noise(WIDTH, HEIGHT)

    flow = estimate_flow(picture, shift(picture, 40), columns=60, rows=34)

    assert flow.forth_trust[:, 58:].mean() < 0.2
    assert flow.forth_trust[:, 20:40].mean() > 0.8


def test_aligns_pictures_that_a_camera_turned_far() -> None:
    picture = draw_noise(WIDTH, HEIGHT)
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), 25, 1.0)
    turned = np.asarray(cv2.warpAffine(picture, turn, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT_101), np.uint8)

    flow = estimate_flow(picture, turned, columns=60, rows=34)

    assert flow.is_common
    assert flow.trusted_share > 0.6
