"""Pictures of every kind become pictures that the service takes."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from bot.media.framing import Fit
from bot.media.picture_worker import normalise_picture, write_closer_view
from bot.request.generation_request import Aspect
from tests.bot.media.heic import build_heic
from tests.bot.media.pictures import (
    encode,
    encode_animation,
    encode_turned,
    gradient,
    noise,
    order_for,
    profile_with_red_and_green_swapped,
)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two pictures in levels of 255."""
    levels = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean
    return sum(levels) / len(levels)


def shown_by(file: Path) -> Image.Image:
    """Return the pixels of a file."""
    with Image.open(file) as picture:
        return picture.convert("RGB")


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP", "GIF", "AVIF", "TIFF", "BMP"])
def test_keeps_what_a_picture_shows(tmp_path: Path, image_format: str) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode(gradient(), image_format)))

    assert (accepted.width, accepted.height) == (400, 300)
    assert accepted.notes == ()
    assert difference(shown_by(accepted.file), gradient()) < 4


def test_keeps_what_a_heic_photo_shows(tmp_path: Path) -> None:
    accepted = normalise_picture(order_for(tmp_path, build_heic(gradient())))

    assert (accepted.width, accepted.height) == (400, 300)
    assert difference(shown_by(accepted.file), gradient()) < 4


def test_puts_a_transparent_picture_on_white_and_says_so(tmp_path: Path) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode(Image.new("RGBA", (400, 300), (255, 0, 0, 128)), "PNG")))

    assert difference(shown_by(accepted.file), Image.new("RGB", (400, 300), (255, 127, 127))) < 2
    assert accepted.notes == ("`day.png` is transparent in places; I put it on white.",)


def test_says_nothing_of_an_alpha_channel_that_hides_nothing(tmp_path: Path) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode(gradient().convert("RGBA"), "PNG")))

    assert accepted.notes == ()


def test_converts_colours_by_the_embedded_profile(tmp_path: Path) -> None:
    red = encode(Image.new("RGB", (400, 300), "red"), "PNG", icc_profile=profile_with_red_and_green_swapped())

    accepted = normalise_picture(order_for(tmp_path, red))

    assert difference(shown_by(accepted.file), Image.new("RGB", (400, 300), (0, 255, 0))) < 3


def test_turns_pictures_upright(tmp_path: Path) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode_turned(gradient())))

    upright = gradient().transpose(Image.Transpose.ROTATE_270)
    assert difference(shown_by(accepted.file), upright) < 2


def test_strips_all_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    photo = encode(
        gradient(), "JPEG", exif=exif, comment=b"secret place", icc_profile=profile_with_red_and_green_swapped()
    )

    accepted = normalise_picture(order_for(tmp_path, photo))

    assert b"Exif" not in accepted.file.read_bytes()
    assert b"ICC_PROFILE" not in accepted.file.read_bytes()
    assert b"ecret" not in accepted.file.read_bytes()


@pytest.mark.parametrize("image_format", ["PNG", "WEBP", "GIF", "AVIF"])
def test_takes_the_first_frame_of_an_animation(tmp_path: Path, image_format: str) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode_animation(image_format)))

    assert difference(shown_by(accepted.file), Image.new("RGB", (400, 300), "red")) < 4
    assert accepted.notes == ("`day.png` is an animation; I use its first frame.",)


def test_takes_the_first_page_of_a_document(tmp_path: Path) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode_animation("TIFF")))

    assert difference(shown_by(accepted.file), Image.new("RGB", (400, 300), "red")) < 2
    assert accepted.notes == ("`day.png` has several pages; I use the first.",)


def test_enlarges_a_small_picture_and_says_so(tmp_path: Path) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode(gradient(100, 150), "PNG")))

    assert (accepted.width, accepted.height) == (300, 450)
    assert "only 100 by 150 pixels; I enlarged it to 300 by 450" in accepted.notes[0]


def test_pads_a_panorama_and_says_so(tmp_path: Path) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode(gradient(1500, 150), "PNG")))

    assert (accepted.width, accepted.height) == (1500, 600)
    assert "has 1500 by 150 pixels" in accepted.notes[0]
    middle = shown_by(accepted.file).crop((0, 225, 1500, 375))
    assert difference(middle, gradient(1500, 150)) < 2


def test_fills_the_padding_with_the_picture_itself(tmp_path: Path) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode(Image.new("RGB", (900, 90), (10, 200, 30)), "PNG")))

    assert difference(shown_by(accepted.file), Image.new("RGB", (900, 360), (10, 200, 30))) < 2


def test_crops_where_that_is_wanted_and_says_so(tmp_path: Path) -> None:
    order = order_for(tmp_path, encode(gradient(600, 300), "PNG"), aspect=Aspect.SQUARE, fit=Fit.CROP)

    accepted = normalise_picture(order)

    assert difference(shown_by(accepted.file), gradient(600, 300).crop((150, 0, 450, 300))) < 2
    assert accepted.notes == ("`day.png` has 600 by 300 pixels; to bring it into shape I cut it to 300 by 300.",)


def test_shrinks_a_large_photo_without_a_word(tmp_path: Path) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode(Image.new("RGB", (4000, 3000), "green"), "JPEG")))

    assert (accepted.width, accepted.height) == (2560, 1920)
    assert accepted.notes == ()


def test_saves_a_file_that_is_too_large_anew_and_says_so(tmp_path: Path) -> None:
    accepted = normalise_picture(order_for(tmp_path, encode(noise(2000, 1700), "BMP")))

    assert accepted.size_bytes <= 10_000_000
    assert accepted.notes[0].startswith("`day.png` was 10.2 MB; I saved it anew as a JPEG of")


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    first = normalise_picture(order_for(tmp_path, encode(gradient(), "PNG"))).file.read_bytes()

    assert normalise_picture(order_for(tmp_path, encode(gradient(), "PNG"))).file.read_bytes() == first


def test_a_closer_view_shows_the_middle_in_the_same_size(tmp_path: Path) -> None:
    frame = tmp_path / "frame.png"
    gradient(560, 336).save(frame)

    closer = write_closer_view(frame, tmp_path / "closer.jpg", 10_000_000)

    assert (closer.width, closer.height) == (560, 336)
    middle = gradient(560, 336).crop((30, 18, 530, 318)).resize((560, 336), Image.Resampling.LANCZOS)
    assert difference(shown_by(closer.file), middle) < 2
