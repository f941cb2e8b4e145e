"""Reading and cutting pictures."""

from pathlib import Path

import numpy as np
import pytest

from adapters.studio.renderer.faults import PictureUnreadable
from adapters.studio.renderer.picture import Focus, build_crop, build_texture, read_picture, read_picture_size
from tests.adapters.studio.renderer.pictures import draw_scene, write_picture


def test_reads_what_was_written(tmp_path: Path) -> None:
    picture = draw_scene(64, 48)

    assert np.array_equal(read_picture(write_picture(tmp_path, picture), long_side=200), picture)


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_shrinks_a_much_larger_picture(tmp_path: Path, suffix: str) -> None:
    path = write_picture(tmp_path, draw_scene(1000, 600), f"large{suffix}")

    assert read_picture(path, long_side=200).shape == (120, 200, 3)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\nIHDR"])
def test_refuses_what_is_no_picture(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "odd.png"
    path.write_bytes(content)

    with pytest.raises(PictureUnreadable):
        read_picture_size(path)


def test_crops_about_the_focus_and_stays_inside() -> None:
    crop = build_crop(draw_scene(400, 200), 1.0, focus=Focus(across=0.9, down=0.5))

    assert (crop.left, crop.top, crop.across, crop.down) == (0.5, 0, 0.5, 1)
    assert crop.cut(draw_scene(400, 200)).shape == (200, 200, 3)
    assert crop.place(Focus(across=0.75, down=0.5)) == Focus(across=0.5, down=0.5)


def test_comes_closer_about_the_focus() -> None:
    crop = build_crop(draw_scene(400, 200), 2.0, focus=Focus(), closeness=2.0)

    assert (crop.left, crop.top, crop.across, crop.down) == (0.25, 0.25, 0.5, 0.5)


def test_keeps_a_quarter_more_detail_than_the_frame_has() -> None:
    texture = build_texture(draw_scene(1000, 500), 200, 100)

    assert (texture.planes.width, texture.planes.height) == (250, 125 // 2 * 2)


def test_continues_the_picture_beyond_its_rim() -> None:
    texture = build_texture(draw_scene(200, 100), 200, 100, surround=0.1)

    assert (texture.planes.width, texture.planes.height) == (240, 120)
    assert texture.placement[:2, 2].tolist() == [20, 10]
