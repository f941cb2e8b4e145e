"""What workers do to pictures, step by step; never imported by the bot's own process."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from bot.media.framing import Framing, plan_framing
from bot.media.picture_canvas import put_on_canvas, resize_to_frame, view_closer
from bot.media.picture_colours import is_transparent, to_eight_bits, to_opaque_srgb
from bot.media.picture_decoder import DecodedPicture, decode_picture
from bot.media.picture_encoder import write_jpeg
from bot.media.picture_order import AcceptedPicture, PictureOrder
from bot.messages import pictures as messages


def normalise_picture(order: PictureOrder) -> AcceptedPicture:
    """Make a picture that the service takes of whatever was handed in; raise `RequestRefused` with the reason."""
    decoded = decode_picture(order)
    framing = plan_framing(decoded.size, aspect=order.aspect, fit=order.fit, longest_side=order.longest_side)
    notes = list(decoded.notes)
    pixels = resize_to_frame(to_eight_bits(decoded.pixels), framing)
    if is_transparent(pixels):
        notes.append(messages.note_put_on_white(order.name))
    pixels = to_opaque_srgb(pixels, profile=decoded.pixels.info.get("icc_profile"))
    notes.extend(_notes_on_shape(decoded, framing=framing, name=order.name))
    return _write(put_on_canvas(pixels, framing), order=order, notes=notes)


def write_closer_view(source: Path, to: Path, limit_bytes: int) -> AcceptedPicture:
    """Write the middle of a normalised picture, a little closer, in the same size."""
    with Image.open(source) as picture:
        return write_jpeg(view_closer(picture.convert("RGB")), to, limit_bytes=limit_bytes)


def _notes_on_shape(decoded: DecodedPicture, *, framing: Framing, name: str) -> list[str]:
    before, after = str(decoded.size), str(framing.canvas)
    if framing.is_padded:
        return [messages.note_padded(name, before=before, after=after)]
    if framing.is_cropped:
        return [messages.note_cropped(name, before=before, after=after)]
    if framing.canvas.width > decoded.size.width:
        return [messages.note_enlarged(name, before=before, after=after)]
    return []


def _write(canvas: Image.Image, *, order: PictureOrder, notes: list[str]) -> AcceptedPicture:
    limit_bytes = order.limits.outcome_bytes
    before_bytes = order.source.stat().st_size
    written = write_jpeg(canvas, order.to, limit_bytes=limit_bytes, notes=tuple(notes))
    if before_bytes <= limit_bytes:
        return written
    note = messages.note_recompressed(order.name, before_bytes=before_bytes, after_bytes=written.size_bytes)
    return replace(written, notes=(*notes, note))
