"""Pictures as the API takes them: checked by content before their pixels are touched, then made plain for the renderer.

Runs in a worker process only. Fetching a picture does not belong here.
"""

from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from adapters.studio.renderer.faults import PictureRefused

MAXIMUM_BYTES = 10 * 1024 * 1024
MINIMUM_SIDE_PIXELS = 300
MAXIMUM_RATIO = 2.5
#: What a large camera delivers; more, in 10 MB, is a bomb.
MAXIMUM_PIXELS = 64_000_000
#: The longest side that any video needs; more is given back before the pixels reach the renderer.
WORKING_SIDE_PIXELS = 3840

_JPEG_MAGIC = b"\xff\xd8\xff"
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def prepare_picture(source: Path, target: Path) -> None:
    """Check `source` against the API's rules and write it to `target`: upright, opaque, 8-bit RGB PNG.

    Raises `PictureRefused` with `invalid_parameters` or `image_processing_error`.
    """
    _check_file(source)
    try:
        with Image.open(source, formats=("JPEG", "PNG")) as picture:
            _check_shape(*picture.size)
            picture.draft("RGB", (WORKING_SIDE_PIXELS, WORKING_SIDE_PIXELS))
            _write_plain(picture, target)
    except Image.DecompressionBombError as error:
        message = "The image has too many pixels."
        raise PictureRefused(message, "invalid_parameters") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        message = "The image is damaged or incomplete and could not be decoded."
        raise PictureRefused(message, "image_processing_error") from error


def _check_file(source: Path) -> None:
    if source.stat().st_size > MAXIMUM_BYTES:
        message = "The image file size exceeds 10MB."
        raise PictureRefused(message, "invalid_parameters")
    with source.open("rb") as file:
        head = file.read(len(_PNG_MAGIC))
    if not head.startswith((_JPEG_MAGIC, _PNG_MAGIC)):
        message = "Unsupported file type: the image must be a .jpg, .jpeg or .png file."
        raise PictureRefused(message, "image_processing_error")


def _check_shape(width: int, height: int) -> None:
    if width * height > MAXIMUM_PIXELS:
        message = f"The image has too many pixels: {width}x{height}."
        raise PictureRefused(message, "invalid_parameters")
    if min(width, height) < MINIMUM_SIDE_PIXELS:
        message = f"Image width and height must be at least 300px, this one is {width}x{height}."
        raise PictureRefused(message, "invalid_parameters")
    if max(width, height) > MAXIMUM_RATIO * min(width, height):
        message = f"Image aspect ratio must be between 1:2.5 and 2.5:1, this one is {width}x{height}."
        raise PictureRefused(message, "invalid_parameters")


def _write_plain(picture: Image.Image, target: Path) -> None:
    # Before anything else, since everything else makes a copy.
    plain = _to_eight_bits(picture)
    plain.thumbnail((WORKING_SIDE_PIXELS, WORKING_SIDE_PIXELS), Image.Resampling.LANCZOS, reducing_gap=1.0)
    plain = ImageOps.exif_transpose(plain)
    if plain.has_transparency_data:
        layer = plain.convert("RGBA")
        plain = Image.new("RGBA", layer.size, "white")
        plain.alpha_composite(layer)
    plain.convert("RGB").save(target, "PNG", compress_level=1)


def _to_eight_bits(picture: Image.Image) -> Image.Image:
    """Turn 16-bit grey into 8-bit grey; a plain conversion clips everything above 255 to white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.point(lambda value: value / 256).convert("L")
