"""Colours survive the way to opaque 8-bit sRGB, whatever they came as."""

import io

import pytest
from PIL import Image, ImageCms

from bot.media.picture_colours import is_transparent, to_eight_bits, to_opaque_srgb
from tests.bot.media.pictures import encode, gradient, profile_with_red_and_green_swapped

Colour = tuple[int, ...] | float | str


def middle_of(picture: Image.Image) -> tuple[int, ...]:
    """Return the colour in the middle."""
    pixel = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(pixel, tuple)
    return pixel


@pytest.mark.parametrize(
    ("mode", "white"),
    [
        ("1", 1),
        ("L", 255),
        ("P", "white"),
        ("CMYK", (0, 0, 0, 0)),
        ("YCbCr", (255, 128, 128)),
        ("LAB", (255, 128, 128)),
        ("I;16", 65535),
        ("I", 65535),
        ("I", 4_000_000),
        ("F", 1.0),
        ("F", 255.0),
    ],
)
def test_knows_white_in_every_mode(mode: str, white: Colour) -> None:
    flat = to_opaque_srgb(to_eight_bits(Image.new(mode, (4, 4), white)), profile=None)

    assert flat.mode == "RGB"
    assert middle_of(flat) == pytest.approx((255, 255, 255), abs=1)


@pytest.mark.parametrize(("mode", "grey"), [("I;16", 32768), ("F", 0.5)])
def test_scales_deep_pictures_instead_of_clipping_them(mode: str, grey: float) -> None:
    picture = Image.new(mode, (4, 4), grey)
    picture.putpixel((0, 0), 1.0 if mode == "F" else 65535)

    flat = to_opaque_srgb(to_eight_bits(picture), profile=None)

    assert middle_of(flat) == pytest.approx((128, 128, 128), abs=1)


def test_takes_values_that_are_no_numbers_for_black() -> None:
    flat = to_opaque_srgb(to_eight_bits(Image.new("F", (4, 4), float("nan"))), profile=None)

    assert middle_of(flat) == (0, 0, 0)


@pytest.mark.parametrize(
    ("mode", "colour", "on_white"),
    [
        ("RGBA", (255, 0, 0, 0), (255, 255, 255)),
        ("RGBA", (255, 0, 0, 128), (255, 127, 127)),
        ("LA", (0, 128), (127, 127, 127)),
        ("PA", (0, 0), (255, 255, 255)),
    ],
)
def test_puts_transparency_on_white(mode: str, colour: tuple[int, ...], on_white: tuple[int, ...]) -> None:
    picture = to_eight_bits(Image.new(mode, (4, 4), colour))

    assert is_transparent(picture)
    assert middle_of(to_opaque_srgb(picture, profile=None)) == pytest.approx(on_white, abs=1)


def test_puts_a_transparent_palette_colour_on_white() -> None:
    palette = Image.new("P", (4, 4), 0)
    palette.putpalette([255, 0, 0])
    picture = to_eight_bits(Image.open(io.BytesIO(encode(palette, "PNG", transparency=0))))

    assert middle_of(to_opaque_srgb(picture, profile=None)) == (255, 255, 255)


def test_converts_by_the_profile() -> None:
    flat = to_opaque_srgb(Image.new("RGB", (4, 4), "red"), profile=profile_with_red_and_green_swapped())

    assert middle_of(flat) == pytest.approx((0, 255, 0), abs=3)


def test_leaves_srgb_as_it_is() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    flat = to_opaque_srgb(gradient(64, 64), profile=profile)

    assert middle_of(flat) == pytest.approx(middle_of(gradient(64, 64)), abs=1)


@pytest.mark.parametrize("profile", [b"", b"rubbish" * 40])
def test_ignores_a_broken_profile(profile: bytes) -> None:
    assert middle_of(to_opaque_srgb(Image.new("RGB", (4, 4), "red"), profile=profile)) == (255, 0, 0)


def test_ignores_a_profile_made_for_other_colours() -> None:
    flat = to_opaque_srgb(Image.new("L", (4, 4), 200), profile=profile_with_red_and_green_swapped())

    assert middle_of(flat) == (200, 200, 200)
