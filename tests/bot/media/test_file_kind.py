"""Files are told apart by content."""

import pytest
from PIL import Image

from bot.media.file_kind import FileKind, tell_file_kind
from tests.bot.media.heic import build_heic
from tests.bot.media.pictures import encode, gradient


@pytest.mark.parametrize(
    ("image_format", "kind"),
    [
        ("PNG", FileKind.PNG),
        ("JPEG", FileKind.JPEG),
        ("WEBP", FileKind.WEBP),
        ("GIF", FileKind.GIF),
        ("AVIF", FileKind.AVIF),
        ("TIFF", FileKind.TIFF),
        ("BMP", FileKind.BMP),
        ("PDF", FileKind.PDF),
        ("EPS", FileKind.EPS),
        ("ICO", FileKind.ICON),
        ("JPEG2000", FileKind.JPEG_2000),
    ],
)
def test_knows_what_pillow_writes(image_format: str, kind: FileKind) -> None:
    assert tell_file_kind(encode(gradient(64, 64), image_format)) is kind


def test_knows_a_heic_photo() -> None:
    assert tell_file_kind(build_heic(Image.new("RGB", (64, 64)))) is FileKind.HEIC


@pytest.mark.parametrize(
    ("opening", "kind"),
    [
        (b"", FileKind.EMPTY),
        (b"\n\n%PDF-1.7 after rubbish", FileKind.PDF),
        (b'<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg xmlns="...">', FileKind.SVG),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html>", FileKind.HTML),
        (b"<HTML><body>", FileKind.HTML),
        (b"PK\x03\x04rest", FileKind.ZIP),
        (b"\x1f\x8b\x08", FileKind.OTHER_ARCHIVE),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41", FileKind.MP4),
        (b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", FileKind.MP4),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf", FileKind.AVIF),
        (b"\x1a\x45\xdf\xa3webm", FileKind.OTHER_VIDEO),
        (b"RIFF\x00\x00\x00\x00AVI LIST", FileKind.OTHER_VIDEO),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", FileKind.AUDIO),
        (b"RIFF\x00\x00\x00\x00????", FileKind.UNKNOWN),
        (b"8BPS\x00\x01", FileKind.PHOTOSHOP),
        (b"\xff\x0a\xfa", FileKind.JPEG_XL),
        ('{"error": "café"}'.encode(), FileKind.TEXT),
        (b"\x00\x01\x02\x03\x04", FileKind.UNKNOWN),
    ],
)
def test_knows_other_files(opening: bytes, kind: FileKind) -> None:
    assert tell_file_kind(opening) is kind
