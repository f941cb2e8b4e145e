"""Pictures that are taken, pictures that are not, and what becomes of the former."""

import io
import pickle
import struct
import zlib
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from adapters.studio.renderer.faults import PictureRefused
from adapters.studio.renderer.intake import prepare_picture


def write(folder: Path, content: bytes) -> Path:
    path = folder / "source"
    path.write_bytes(content)
    return path


def encode(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def build_bomb(width: int, height: int) -> bytes:
    """Build a PNG that promises many pixels in few bytes."""

    def build_chunk(name: bytes, content: bytes) -> bytes:
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(100_000))
    magic = b"\x89PNG\r\n\x1a\n"
    return magic + build_chunk(b"IHDR", header) + build_chunk(b"IDAT", pixels) + build_chunk(b"IEND", b"")


PLAIN = Image.new("RGB", (320, 400), "teal")


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (encode(Image.new("RGB", (299, 400)), "PNG"), "invalid_parameters", "at least 300px"),
        (encode(Image.new("RGB", (300, 751)), "PNG"), "invalid_parameters", "1:2.5"),
        (build_bomb(20_000, 20_000), "invalid_parameters", "too many pixels"),
        (encode(PLAIN, "JPEG") + bytes(10 * 1024 * 1024), "invalid_parameters", "10MB"),
        (encode(PLAIN, "GIF"), "image_processing_error", "Unsupported file type"),
        (encode(PLAIN, "WEBP"), "image_processing_error", "Unsupported file type"),
        (b"%PDF-1.7" + bytes(100), "image_processing_error", "Unsupported file type"),
        (b"", "image_processing_error", "Unsupported file type"),
        (encode(PLAIN, "PNG")[:60], "image_processing_error", "damaged"),
        (encode(PLAIN, "JPEG")[:400], "image_processing_error", "damaged"),
        (build_bomb(3000, 3000), "image_processing_error", "damaged"),
    ],
    ids=["small", "narrow", "bomb", "11 MB", "gif", "webp", "pdf", "empty", "cut png", "cut jpeg", "few pixels"],
)
def test_refuses_pictures_that_break_a_rule(tmp_path: Path, content: bytes, code: str, words: str) -> None:
    with pytest.raises(PictureRefused) as refused:
        prepare_picture(write(tmp_path, content), tmp_path / "plain.png")

    assert refused.value.code == code
    assert words in refused.value.sentence


def test_turns_pictures_upright_and_drops_what_they_say_about_themselves(tmp_path: Path) -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    notes[0x010F] = "A camera"
    content = encode(Image.new("RGB", (640, 400), "teal"), "JPEG", exif=notes)

    prepare_picture(write(tmp_path, content), tmp_path / "plain.png")

    with Image.open(tmp_path / "plain.png") as plain:
        assert plain.size == (400, 640)
        assert not plain.getexif()


@pytest.mark.parametrize("mode", ["L", "LA", "P", "RGBA", "I;16", "1"])
def test_makes_every_kind_of_png_plain(tmp_path: Path, mode: str) -> None:
    content = encode(Image.new(mode, (320, 400)), "PNG")

    prepare_picture(write(tmp_path, content), tmp_path / "plain.png")

    with Image.open(tmp_path / "plain.png") as plain:
        assert (plain.mode, plain.size) == ("RGB", (320, 400))


def test_lays_transparent_pictures_on_white(tmp_path: Path) -> None:
    content = encode(Image.new("RGBA", (320, 400), (255, 0, 0, 0)), "PNG")

    prepare_picture(write(tmp_path, content), tmp_path / "plain.png")

    with Image.open(tmp_path / "plain.png") as plain:
        assert plain.getpixel((10, 10)) == (255, 255, 255)


def test_keeps_the_brightness_of_16_bit_pictures(tmp_path: Path) -> None:
    content = encode(Image.new("I;16", (320, 400), 128 * 256), "PNG")

    prepare_picture(write(tmp_path, content), tmp_path / "plain.png")

    with Image.open(tmp_path / "plain.png") as plain:
        assert plain.getpixel((10, 10)) == (128, 128, 128)


def test_carries_its_refusal_from_one_process_to_another() -> None:
    error = pickle.loads(pickle.dumps(PictureRefused("Too small.", "invalid_parameters")))  # noqa: S301  # our own

    assert (error.sentence, error.code) == ("Too small.", "invalid_parameters")


VALID = {kind: encode(Image.effect_noise((320, 400), 60).convert("RGB"), kind) for kind in ("JPEG", "PNG")}
DAMAGE = st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=4)), max_size=8)


@settings(max_examples=100, deadline=None)
@given(kind=st.sampled_from(sorted(VALID)), damage=DAMAGE, length=st.integers(8, 200_000))
def test_takes_or_refuses_whatever_it_is_given(kind: str, damage: list[tuple[int, bytes]], length: int) -> None:
    content = bytearray(VALID[kind][:length])
    for position, replacement in damage:
        content[position : position + len(replacement)] = replacement
    with TemporaryDirectory() as folder, suppress(PictureRefused):
        target = Path(folder) / "plain.png"
        prepare_picture(write(Path(folder), bytes(content)), target)

        assert target.read_bytes().startswith(b"\x89PNG")
