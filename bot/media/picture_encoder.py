"""The last step of a picture: a JPEG file within the service's size limit; runs in workers only."""

import io
from pathlib import Path

from PIL import Image

from bot.media.picture_order import AcceptedPicture

_QUALITIES = (95, 90, 84, 78, 70)
#: When no quality suffices the picture itself shrinks by this factor, again and again.
_SHRINKING = 0.8


def write_jpeg(picture: Image.Image, to: Path, *, limit_bytes: int, notes: tuple[str, ...] = ()) -> AcceptedPicture:
    """Write an RGB picture as the best JPEG that fits; the same pixels give the same bytes."""
    encoded = _encode_within(picture, limit_bytes=limit_bytes)
    while encoded is None:
        smaller = (round(picture.width * _SHRINKING), round(picture.height * _SHRINKING))
        picture = picture.resize(smaller, Image.Resampling.LANCZOS)
        encoded = _encode_within(picture, limit_bytes=limit_bytes)
    to.write_bytes(encoded)
    return AcceptedPicture(
        file=to,
        media_type="image/jpeg",
        width=picture.width,
        height=picture.height,
        size_bytes=len(encoded),
        notes=notes,
    )


def _encode_within(picture: Image.Image, *, limit_bytes: int) -> bytes | None:
    for quality in _QUALITIES:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=quality, subsampling=0)
        if buffer.tell() <= limit_bytes:
            return buffer.getvalue()
    return None
