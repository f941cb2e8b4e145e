"""Sentences about pictures carry the numbers, and names of strangers do no harm in them."""

import pytest

from bot.messages import pictures as messages


def test_puts_the_name_into_backticks() -> None:
    assert messages.picture_is_empty("day.png") == "`day.png` is empty: it has 0 bytes. Please send it again."


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a`b`.png", "`a'b'.png`"),
        ("two\nlines.png", "`two lines.png`"),
        ("\u202egnp.exe", "`gnp.exe`"),
        ("", "`picture`"),
        ("\x00", "`picture`"),
        ("x" * 100, f"`{'x' * 59}…`"),
        ("ночь 🌙.png", "`ночь 🌙.png`"),
    ],
)
def test_makes_names_harmless(name: str, shown: str) -> None:
    assert messages.picture_is_empty(name).startswith(f"{shown} is empty")


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("PDF", "a PDF"), ("SVG drawing", "an SVG drawing"), ("archive", "an archive"), ("web page", "a web page")],
)
def test_says_what_a_file_is(kind: str, shown: str) -> None:
    assert f"is {shown}. I can animate PNG" in messages.picture_is_something_else("day.png", kind=kind)


def test_tells_sizes_in_megabytes() -> None:
    note = messages.note_recompressed("day.heic", before_bytes=12_345_678, after_bytes=2_000_000)

    assert "was 12.3 MB; I saved it anew as a JPEG of 2 MB" in note
