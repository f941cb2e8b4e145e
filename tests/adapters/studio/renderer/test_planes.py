"""Pictures as YUV planes."""

import av
import numpy as np
import pytest

from adapters.studio.renderer.planes import FREE_BEFORE, build_blank_planes, build_canvas, build_planes, view_frame
from tests.adapters.studio.renderer.pictures import draw_scene


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 255), (63, 102, 240)),
        ((255, 0, 0), (32, 240, 118)),
        ((0, 255, 0), (173, 42, 26)),
    ],
)
def test_converts_colours_after_bt709(colour: tuple[int, int, int], expected: tuple[int, int, int]) -> None:
    planes = build_planes(np.full((4, 6, 3), colour, dtype=np.uint8))

    assert (int(planes.luma[0, 0]), int(planes.blue[0, 0]), int(planes.red[0, 0])) == expected


def test_does_not_shift_the_brightness_of_a_picture() -> None:
    picture = draw_scene(640, 600)
    blue, green, red = picture.mean(axis=(0, 1)) / 255

    planes = build_planes(picture)

    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert abs(planes.luma.mean() - (16 + 219 * luma)) < 0.05
    assert abs(planes.blue.mean() - (128 + 224 * (blue - luma) / 1.8556)) < 0.05
    assert abs(planes.red.mean() - (128 + 224 * (red - luma) / 1.5748)) < 0.05


def test_writes_into_the_frame_itself() -> None:
    frame = av.VideoFrame(50, 30, "yuv420p")
    planes = view_frame(frame)

    planes.luma[:] = 77

    assert (planes.width, planes.height) == (50, 30)
    assert frame.to_ndarray()[:30].tolist() == [[77] * 50] * 30


def test_cuts_a_part_that_shares_its_samples() -> None:
    planes = build_planes(draw_scene(64, 32))

    planes.cut(slice(4, 8), slice(2, 10)).blue[:] = 1

    assert (planes.blue[2:4, 1:5] == 1).all()
    assert (planes.blue == 1).sum() == 8


def test_a_canvas_is_black_and_has_free_room_around_it() -> None:
    canvas, black = build_canvas(50, 30), build_blank_planes(50, 30)
    assert canvas.rooms is not None
    planes = ((canvas.luma, black.luma), (canvas.blue, black.blue), (canvas.red, black.red))

    for (plane, expected), room in zip(planes, canvas.rooms, strict=True):
        assert np.array_equal(plane, expected)
        assert np.shares_memory(plane, room)
        assert room.shape[0] > plane.shape[0] + FREE_BEFORE
        assert room[FREE_BEFORE:, FREE_BEFORE:].ctypes.data == plane.ctypes.data
        assert plane.ctypes.data % 64 == plane.strides[0] % 64 == 0
