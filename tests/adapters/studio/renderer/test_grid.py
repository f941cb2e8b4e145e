"""Free-form warps."""

import cv2
import numpy as np
import pytest

from adapters.studio.renderer.grid import Grid, Window, build_sheet
from adapters.studio.renderer.planes import build_blank_planes, build_planes
from tests.adapters.studio.renderer.pictures import draw_noise, shift


@pytest.mark.parametrize(("width", "height"), [(320, 180), (322, 198), (640, 1000), (1282, 10)])
def test_leaves_a_picture_as_it_is_when_nothing_bends(width: int, height: int) -> None:
    planes, canvas, grid = (
        build_planes(draw_noise(width, height)),
        build_blank_planes(width, height),
        Grid(width, height),
    )

    grid.warp(build_sheet(planes), grid.centres, canvas)

    assert np.array_equal(canvas.luma, planes.luma)
    assert cv2.PSNR(canvas.red, planes.red) > 50


def test_moves_luma_and_chroma_alike() -> None:
    picture, canvas, grid = draw_noise(320, 180), build_blank_planes(320, 180), Grid(320, 180)
    moved = build_planes(shift(picture, 6))

    grid.warp(
        build_sheet(build_planes(picture)), grid.centres - np.array([6, 0], dtype=np.float32)[:, None, None], canvas
    )

    assert np.array_equal(canvas.luma[:, 8:], moved.luma[:, 8:])
    assert cv2.PSNR(canvas.blue[:, 8:], moved.blue[:, 8:]) > 50


def test_touches_only_its_window() -> None:
    planes, canvas, grid = build_planes(draw_noise(320, 180)), build_blank_planes(320, 180), Grid(320, 180)

    grid.warp(build_sheet(planes), grid.centres, canvas, Window(top=2, left=5, bottom=10, right=20))

    assert np.array_equal(canvas.luma[16:80, 40:160], planes.luma[16:80, 40:160])
    canvas.luma[16:80, 40:160] = 16
    assert (canvas.luma == 16).all()


def test_blends_by_the_weight_of_each_cell() -> None:
    ours, theirs, grid = build_blank_planes(320, 180), build_blank_planes(320, 180), Grid(320, 180)
    theirs.luma[:] = 216
    weights = np.repeat(np.linspace(0, 1, grid.columns, dtype=np.float32)[None], grid.rows, axis=0)

    grid.blend(theirs, weights, ours, grid.whole)

    assert abs(float(ours.luma[:, 160].mean()) - 116) < 2
    assert (np.diff(ours.luma[90].astype(int)) >= 0).all()
