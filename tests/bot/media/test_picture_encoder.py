"""The outcome is the best JPEG that fits."""

from pathlib import Path

from PIL import Image, JpegImagePlugin

from bot.media.picture_encoder import write_jpeg
from tests.bot.media.pictures import gradient, noise

#: Pillow's name for 4:4:4.
FULL_SAMPLING = 0


def test_tells_what_it_wrote(tmp_path: Path) -> None:
    written = write_jpeg(gradient(), tmp_path / "day.jpg", limit_bytes=10_000_000, notes=("A note.",))

    assert (written.width, written.height, written.media_type) == (400, 300, "image/jpeg")
    assert written.size_bytes == written.file.stat().st_size
    assert written.notes == ("A note.",)


def test_keeps_every_colour_sample(tmp_path: Path) -> None:
    written = write_jpeg(gradient(), tmp_path / "day.jpg", limit_bytes=10_000_000)

    with Image.open(written.file) as picture:
        sampling = JpegImagePlugin.get_sampling(picture)

    assert sampling == FULL_SAMPLING


def test_lowers_the_quality_until_it_fits(tmp_path: Path) -> None:
    generous = write_jpeg(noise(300, 300), tmp_path / "large.jpg", limit_bytes=10_000_000)

    written = write_jpeg(noise(300, 300), tmp_path / "small.jpg", limit_bytes=generous.size_bytes - 1)

    assert written.size_bytes < generous.size_bytes
    assert (written.width, written.height) == (300, 300)


def test_shrinks_what_no_quality_can_fit(tmp_path: Path) -> None:
    written = write_jpeg(noise(300, 300), tmp_path / "tiny.jpg", limit_bytes=30_000)

    assert written.size_bytes <= 30_000
    assert written.width < 300
