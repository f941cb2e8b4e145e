"""From a hostile file to decoded, upright pixels; runs in workers only.

What the pixels mean is the business of `bot.media.picture_colours`; where they end up is that of
`bot.media.picture_canvas`.
"""

import struct
import warnings
import zlib
from dataclasses import dataclass
from typing import BinaryIO

import pi_heif  # type: ignore[import-untyped] # it ships no types
from PIL import Image, ImageOps

from bot.errors import RequestRefused
from bot.media.file_kind import FileKind
from bot.media.framing import Size
from bot.media.picture_order import PictureOrder
from bot.messages import pictures as messages

#: What Pillow and its plugins raise for broken files, found by feeding them broken files.
DECODING_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    Image.DecompressionBombError,
    struct.error,
    zlib.error,
)

_PILLOW_FORMATS = {
    FileKind.PNG: "PNG",
    FileKind.JPEG: "JPEG",
    FileKind.WEBP: "WEBP",
    FileKind.GIF: "GIF",
    FileKind.AVIF: "AVIF",
    FileKind.HEIC: "HEIF",
    FileKind.TIFF: "TIFF",
    FileKind.BMP: "BMP",
}
_ANIMATED_KINDS = frozenset({FileKind.PNG, FileKind.WEBP, FileKind.GIF, FileKind.AVIF})


@dataclass(frozen=True, kw_only=True)
class DecodedPicture:
    """The first frame of a picture, upright."""

    pixels: Image.Image
    #: The size of the original, upright; `pixels` may be smaller when detail was skipped in decoding.
    size: Size
    notes: tuple[str, ...]


def decode_picture(order: PictureOrder) -> DecodedPicture:
    """Decode the first frame and note what was left out; raise `RequestRefused` with the reason."""
    pi_heif.register_heif_opener()
    # The header is judged below, by our own limit and in our own words.
    Image.MAX_IMAGE_PIXELS = None
    try:
        # Broken files make Pillow warn, too, which helps nobody.
        with warnings.catch_warnings(action="ignore"), order.source.open("rb") as file:
            return _decode(file, order=order)
    except DECODING_ERRORS as error:
        raise RequestRefused(messages.picture_is_damaged(order.name), option=order.option) from error


def _decode(file: BinaryIO, *, order: PictureOrder) -> DecodedPicture:
    with Image.open(file, formats=[_PILLOW_FORMATS[order.kind]]) as pixels:
        size = Size(width=pixels.width, height=pixels.height)
        _check_header(size, order=order)
        notes = _notes_on_frames(pixels, order=order)
        # Lets the JPEG decoder skip detail that would be shrunk away; other formats ignore it.
        pixels.draft(None, (order.longest_side, order.longest_side))
        pixels.load()
        _turn_upright(pixels)
        return DecodedPicture(pixels=pixels, size=_upright(size, pixels=pixels), notes=notes)


def _check_header(size: Size, *, order: PictureOrder) -> None:
    pixels = size.width * size.height
    if pixels > order.limits.pixels:
        sentence = messages.picture_has_too_many_pixels(
            order.name,
            size=str(size),
            megapixels=pixels / 1e6,
            limit_megapixels=order.limits.pixels / 1e6,
        )
        raise RequestRefused(sentence, option=order.option)
    if min(size.width, size.height) < order.limits.shortest_side:
        sentence = messages.picture_is_too_small(order.name, size=str(size), shortest_side=order.limits.shortest_side)
        raise RequestRefused(sentence, option=order.option)


def _notes_on_frames(picture: Image.Image, *, order: PictureOrder) -> tuple[str, ...]:
    if not getattr(picture, "is_animated", False):
        return ()
    picture.seek(0)
    if order.kind in _ANIMATED_KINDS:
        return (messages.note_first_frame_used(order.name),)
    if order.kind is FileKind.TIFF:
        return (messages.note_first_page_used(order.name),)
    # Phones pack depth maps and previews beside the photo; nobody calls that an animation.
    return ()


def _upright(size: Size, *, pixels: Image.Image) -> Size:
    is_turned = (size.width > size.height) != (pixels.width > pixels.height)
    return Size(width=size.height, height=size.width) if is_turned else size


def _turn_upright(picture: Image.Image) -> None:
    try:
        ImageOps.exif_transpose(picture, in_place=True)
    except DECODING_ERRORS:
        # Unreadable metadata says nothing about the orientation, and the picture itself is fine.
        return
