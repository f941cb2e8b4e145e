"""From any pixels to opaque 8-bit sRGB; runs in workers only."""

import io

import numpy as np
from PIL import Image, ImageCms

_DEEP_MODES = frozenset({"I", "F", "I;16", "I;16L", "I;16B", "I;16N"})
#: The usual brightest values of deep pictures; the first that is not exceeded counts as white.
_DEEP_WHITES = (1.0, 255.0, 65535.0)


def to_eight_bits(picture: Image.Image) -> Image.Image:
    """Return the same picture as L, LA, RGB, RGBA or CMYK, which can be resized without loss of meaning."""
    if picture.mode in _DEEP_MODES:
        return _scale_to_eight_bits(picture)
    if picture.mode == "LAB":
        return _by_profile(picture, profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")))
    if picture.has_transparency_data:
        return picture.convert("LA" if picture.mode in {"1", "L", "LA", "La"} else "RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    return picture if picture.mode in {"L", "RGB", "CMYK"} else picture.convert("RGB")


def is_transparent(picture: Image.Image) -> bool:
    """Tell whether any pixel of an 8-bit picture lets the background through."""
    if picture.mode not in {"LA", "RGBA"}:
        return False
    opacities = picture.getchannel("A").histogram()
    return any(opacities[:-1])


def to_opaque_srgb(picture: Image.Image, *, profile: bytes | None) -> Image.Image:
    """Put an 8-bit picture on white and convert it from its colour profile."""
    flat = _flatten(picture)
    if profile is None:
        return flat.convert("RGB")
    try:
        return _by_profile(flat, profile=ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A profile that is broken or made for other colours than the picture's is worse than none.
        return flat.convert("RGB")


def _scale_to_eight_bits(picture: Image.Image) -> Image.Image:
    values = np.nan_to_num(np.asarray(picture, dtype=np.float32), copy=True)
    brightest = float(values.max())
    white = next((white for white in _DEEP_WHITES if brightest <= white), brightest)
    if picture.mode.startswith("I;16"):
        white = _DEEP_WHITES[-1]
    values *= 255.0 / white
    return Image.fromarray(np.clip(values, 0, 255, out=values).round().astype(np.uint8))


def _flatten(picture: Image.Image) -> Image.Image:
    if picture.mode not in {"LA", "RGBA"}:
        return picture
    opaque_mode = picture.mode.removesuffix("A")
    white = Image.new(opaque_mode, picture.size, "white")
    white.paste(picture.convert(opaque_mode), mask=picture.getchannel("A"))
    return white


def _by_profile(picture: Image.Image, *, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    transform = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), picture.mode, "RGB")
    return transform.apply(picture)
