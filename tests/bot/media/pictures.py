"""Pictures for tests: small, exact, and in every format and state of repair."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms

from bot.media.file_kind import tell_file_kind
from bot.media.framing import Fit
from bot.media.picture_order import PictureLimits, PictureOrder
from bot.request.generation_request import Aspect


def gradient(width: int = 400, height: int = 300) -> Image.Image:
    """Paint red growing to the right and green growing to the bottom."""
    rows, columns = np.mgrid[0:height, 0:width]
    levels = [columns * 255 // max(1, width - 1), rows * 255 // max(1, height - 1), np.full_like(rows, 128)]
    return Image.fromarray(np.stack(levels, axis=-1).astype(np.uint8))


def noise(width: int, height: int) -> Image.Image:
    """Paint what compresses worst, the same every time."""
    levels = np.random.default_rng(seed=1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(levels)


def encode(picture: Image.Image, image_format: str, **options: object) -> bytes:
    """Return a picture as the bytes of a file."""
    buffer = io.BytesIO()
    picture.save(buffer, image_format, **options)
    return buffer.getvalue()


def encode_animation(image_format: str) -> bytes:
    """Return two frames, red and then blue."""
    red, blue = Image.new("RGB", (400, 300), "red"), Image.new("RGB", (400, 300), "blue")
    return encode(red, image_format, save_all=True, append_images=[blue], duration=100)


def encode_turned(picture: Image.Image) -> bytes:
    """Return a JPEG that its EXIF data says to turn a quarter to the right."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return encode(picture, "JPEG", exif=exif, quality=95, subsampling=0)


def zip_bomb_png(width: int, height: int) -> bytes:
    """Return a valid black-and-white PNG of few bytes and very many pixels."""
    row = bytes(1 + (width + 7) // 8)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(row * height)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def profile_with_red_and_green_swapped() -> bytes:
    """Return a colour profile whose red is sRGB's green and the other way round."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"----", 1).replace(b"gXYZ", b"rXYZ", 1).replace(b"----", b"gXYZ", 1)


def order_for(
    folder: Path, content: bytes, *, name: str = "day.png", aspect: Aspect = Aspect.AUTO, fit: Fit = Fit.PAD
) -> PictureOrder:
    """Write the content down and order it to be normalised."""
    source = folder / "source"
    source.write_bytes(content)
    return PictureOrder(
        source=source,
        to=folder / "outcome.jpg",
        kind=tell_file_kind(content),
        name=name,
        option="first",
        aspect=aspect,
        fit=fit,
        longest_side=2560,
        limits=PictureLimits(),
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
