"""The way between two pictures."""

import cv2
import numpy as np
import pytest

from adapters.studio.renderer.camera import Framing, Take
from adapters.studio.renderer.flow import Flow
from adapters.studio.renderer.grid import Grid
from adapters.studio.renderer.inbetween import (
    DissolvePainter,
    FlowPainter,
    build_inbetween_painter,
    build_times,
)
from adapters.studio.renderer.painter import Painter
from adapters.studio.renderer.planes import Plane, Planes, build_blank_planes, build_planes
from adapters.studio.renderer.vocabulary import build_camera_plan
from tests.adapters.studio.renderer.pictures import draw_noise, draw_scene, shift

WIDTH, HEIGHT, FRAMES = 480, 272, 25


def build(first: Plane, last: Plane) -> Painter:
    framing = Framing(width=WIDTH, height=HEIGHT)
    take = Take(plan=build_camera_plan("zoom in"), framing=framing, frames=FRAMES, seed=1)
    return build_inbetween_painter(first, last, take)


def paint(painter: Painter, index: int) -> Planes:
    canvas = build_blank_planes(WIDTH, HEIGHT)
    painter.paint(index, canvas)
    return canvas


def test_puts_a_moving_picture_half_way_in_the_middle() -> None:
    picture = draw_noise(WIDTH, HEIGHT)
    painter = build(picture, shift(picture, 16))
    half, ends = build_planes(shift(picture, 8)), build_planes(shift(picture, 16))
    fade = cv2.addWeighted(build_planes(picture).luma, 0.5, ends.luma, 0.5, 0)

    middle = paint(painter, FRAMES // 2)

    assert isinstance(painter, FlowPainter)
    inner = (slice(20, -20), slice(40, -40))
    assert cv2.PSNR(middle.luma[inner], half.luma[inner]) > cv2.PSNR(fade[inner], half.luma[inner]) + 5


@pytest.mark.parametrize("other", [draw_noise(WIDTH, HEIGHT, seed=5), shift(draw_noise(WIDTH, HEIGHT), 10)])
def test_begins_and_ends_with_the_given_pictures(other: Plane) -> None:
    picture = draw_noise(WIDTH, HEIGHT)
    painter = build(picture, other)

    first, last = paint(painter, 0), paint(painter, FRAMES - 1)

    assert np.array_equal(first.luma, build_planes(picture).luma)
    assert cv2.PSNR(last.luma, build_planes(other).luma) > 55
    assert cv2.PSNR(last.red, build_planes(other).red) > 50


def test_dissolves_between_unlike_pictures_while_the_camera_moves() -> None:
    first, other = draw_noise(WIDTH, HEIGHT), draw_noise(WIDTH, HEIGHT, seed=5)
    painter = build(first, other)

    early = paint(painter, 3)

    assert isinstance(painter, DissolvePainter)
    assert cv2.PSNR(early.luma, build_planes(first).luma) < 45
    assert cv2.PSNR(early.luma, build_planes(first).luma) > cv2.PSNR(early.luma, build_planes(other).luma)


def test_shows_a_subject_at_the_place_between() -> None:
    painter = build(draw_scene(WIDTH, HEIGHT, subject_across=0.40), draw_scene(WIDTH, HEIGHT, subject_across=0.46))

    red = paint(painter, FRAMES // 2).red

    columns = np.argwhere(red > 150)[:, 1]
    assert abs(columns.mean() / (WIDTH / 2) - 0.43) < 0.012


def test_joins_both_pictures_by_one_motion_where_their_motions_disagree() -> None:
    picture = build_planes(draw_noise(WIDTH, HEIGHT))
    grid = Grid(WIDTH, HEIGHT)
    still = np.zeros((2, grid.rows - 2, grid.columns - 2), dtype=np.float32)
    trusted, doubted = np.ones_like(still[0]), np.zeros_like(still[0])
    # The way back is wrong, and known to be.
    flow = Flow(forth=still, back=still + 24, forth_trust=trusted, back_trust=doubted, inliers=0)

    middle = paint(FlowPainter(picture, picture, flow, grid, build_times(FRAMES)), FRAMES // 2)

    assert cv2.PSNR(middle.luma, picture.luma) > 40


def test_times_run_from_the_first_picture_to_the_last() -> None:
    times = build_times(120)

    assert (times[0], times[-1]) == (0, 1)
    assert (np.diff(times) > 0).all()
