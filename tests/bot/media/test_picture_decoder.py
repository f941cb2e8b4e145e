"""Hostile and broken files are refused with the numbers, and never with anything but a refusal."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bot.errors import RequestRefused
from bot.media.picture_decoder import decode_picture
from tests.bot.media.heic import build_heic
from tests.bot.media.pictures import encode, encode_turned, gradient, order_for, zip_bomb_png


def test_refuses_a_picture_of_one_pixel(tmp_path: Path) -> None:
    with pytest.raises(RequestRefused, match=r"only 1 by 1 pixels\. Both sides need at least 64") as refusal:
        decode_picture(order_for(tmp_path, encode(gradient(1, 1), "PNG")))

    assert refusal.value.option == "first"


def test_takes_a_picture_of_the_least_size(tmp_path: Path) -> None:
    assert decode_picture(order_for(tmp_path, encode(gradient(64, 64), "PNG"))).pixels.size == (64, 64)


def test_refuses_a_zip_bomb_before_decoding_it(tmp_path: Path) -> None:
    order = order_for(tmp_path, zip_bomb_png(20_000, 20_000))

    with pytest.raises(
        RequestRefused, match=r"20000 by 20000 pixels \(400\.0 megapixels\). I take up to 64 megapixels"
    ):
        decode_picture(order)

    assert order.source.stat().st_size < 60_000


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP", "GIF", "AVIF", "TIFF", "BMP"])
def test_refuses_a_picture_that_was_cut_off(tmp_path: Path, image_format: str) -> None:
    whole = encode(gradient(), image_format)

    with pytest.raises(RequestRefused, match=r"`day\.png` is damaged or incomplete"):
        decode_picture(order_for(tmp_path, whole[: len(whole) // 2]))


def test_refuses_a_heic_photo_that_was_cut_off(tmp_path: Path) -> None:
    with pytest.raises(RequestRefused, match="damaged or incomplete"):
        decode_picture(order_for(tmp_path, build_heic(gradient())[:-400]))


@pytest.mark.parametrize("image_format", ["PNG", "JPEG", "WEBP", "GIF", "AVIF", "TIFF", "BMP", "HEIC"])
def test_refuses_or_decodes_whatever_is_broken(tmp_path: Path, image_format: str) -> None:
    whole = build_heic(gradient(64, 64)) if image_format == "HEIC" else encode(gradient(64, 64), image_format)
    chance = np.random.default_rng(len(whole))
    outcomes = set()

    for _ in range(40):
        broken = bytearray(whole)
        for _ in range(chance.integers(1, 9)):
            broken[chance.integers(12, min(len(broken), 600))] = chance.integers(256)
        outcomes.add(_outcome_of(tmp_path, bytes(broken)))

    assert outcomes <= {"decoded", "refused"}


def _outcome_of(tmp_path: Path, content: bytes) -> str:
    try:
        decode_picture(order_for(tmp_path, content))
    except RequestRefused:
        return "refused"
    return "decoded"


def test_decodes_a_picture_whose_metadata_is_broken(tmp_path: Path) -> None:
    broken = encode_turned(gradient()).replace(
        b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03", b"MM\x00*" + b"\xff" * 10
    )

    decoded = decode_picture(order_for(tmp_path, broken))

    assert decoded.pixels.size == (400, 300)


def test_tells_the_upright_size_of_a_turned_picture(tmp_path: Path) -> None:
    decoded = decode_picture(order_for(tmp_path, encode_turned(Image.new("RGB", (6000, 5200)))))

    assert (decoded.size.width, decoded.size.height) == (5200, 6000)
    assert decoded.pixels.size == (2600, 3000)
