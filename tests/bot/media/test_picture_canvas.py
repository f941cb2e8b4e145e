"""Pictures are cut, resized and padded as planned."""

from PIL import Image, ImageChops

from bot.media.framing import Framing, Size
from bot.media.picture_canvas import put_on_canvas, resize_to_frame, view_closer
from tests.bot.media.pictures import gradient


def test_cuts_evenly_around_the_middle() -> None:
    canvas = Size(width=200, height=300)
    framing = Framing(canvas=canvas, picture=canvas, kept_width=0.5)

    cut = resize_to_frame(gradient(400, 300), framing)

    assert ImageChops.difference(cut, gradient(400, 300).crop((100, 0, 300, 300))).getbbox() is None


def test_puts_the_picture_into_the_middle() -> None:
    framing = Framing(canvas=Size(width=400, height=300), picture=Size(width=400, height=100))

    canvas = put_on_canvas(gradient(400, 100), framing)

    assert canvas.size == (400, 300)
    assert ImageChops.difference(canvas.crop((0, 100, 400, 200)), gradient(400, 100)).getbbox() is None


def test_fills_the_rest_with_the_blurred_picture() -> None:
    framing = Framing(canvas=Size(width=400, height=300), picture=Size(width=400, height=100))
    stripes = Image.new("RGB", (400, 100), "black")
    stripes.paste("white", (0, 0, 200, 100))

    rim = put_on_canvas(stripes, framing).convert("L").crop((0, 0, 400, 1))

    darkest, brightest = rim.getextrema()
    assert (darkest, brightest) == (0, 255)
    assert len(rim.getcolors() or []) > 20


def test_carries_no_metadata_over() -> None:
    picture = gradient(400, 300)
    picture.info["comment"] = b"secret"
    canvas = Size(width=400, height=300)

    assert put_on_canvas(picture, Framing(canvas=canvas, picture=canvas)).info == {}


def test_views_the_middle_closer() -> None:
    closer = view_closer(gradient(1120, 560))

    assert closer.size == (1120, 560)
    assert closer.getpixel((0, 280)) == gradient(1120, 560).getpixel((60, 280))
