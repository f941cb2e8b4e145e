"""The canvas a picture ends on: cut, resized and padded as planned in `bot.media.framing`; runs in workers only."""

from PIL import Image, ImageFilter

from bot.media.framing import Framing

#: The backdrop is blurred at this part of its size, which is much faster and looks the same.
_BACKDROP_SCALE = 1 / 8
#: The radius of the blur as a part of the small backdrop's longer side.
_BLUR = 1 / 24
#: How much closer the closer view is.
_CLOSER = 1.12


def resize_to_frame(picture: Image.Image, framing: Framing) -> Image.Image:
    """Cut the middle that is kept out of a picture and bring it to its planned size."""
    box = _middle(picture, width_part=framing.kept_width, height_part=framing.kept_height)
    size = (framing.picture.width, framing.picture.height)
    return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def put_on_canvas(picture: Image.Image, framing: Framing) -> Image.Image:
    """Put an RGB picture into the middle of its canvas, over a blurred copy of itself where it leaves room."""
    size = (framing.canvas.width, framing.canvas.height)
    # Always a new picture, since a used one carries its metadata along.
    canvas = _backdrop(picture, size) if framing.is_padded else Image.new("RGB", size)
    left = (framing.canvas.width - picture.width) // 2
    top = (framing.canvas.height - picture.height) // 2
    canvas.paste(picture, (left, top))
    return canvas


def view_closer(picture: Image.Image) -> Image.Image:
    """Return the middle of a picture, 12 % closer, in the picture's own size."""
    box = _middle(picture, width_part=1 / _CLOSER, height_part=1 / _CLOSER)
    return picture.resize(picture.size, Image.Resampling.LANCZOS, box=box)


def _backdrop(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    width, height = (max(1, round(side * _BACKDROP_SCALE)) for side in size)
    ratio = width / height * picture.height / picture.width
    box = _middle(picture, width_part=min(1.0, ratio), height_part=min(1.0, 1 / ratio))
    small = picture.resize((width, height), Image.Resampling.BILINEAR, box=box)
    blurred = small.filter(ImageFilter.GaussianBlur(max(width, height) * _BLUR))
    return blurred.resize(size, Image.Resampling.BICUBIC)


def _middle(picture: Image.Image, *, width_part: float, height_part: float) -> tuple[float, float, float, float]:
    width, height = picture.width * width_part, picture.height * height_part
    left, top = (picture.width - width) / 2, (picture.height - height) / 2
    return (left, top, left + width, top + height)
