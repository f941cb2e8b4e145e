"""What people read about the pictures they hand in: refusals, and notes on what was repaired.

Refusals end before anything is stored, sent or charged. Notes stand on the card, where two pictures may be spoken
of; hence each names its picture.
"""

#: Names come from strangers and are shown in chats; longer ones are cut.
LONGEST_NAME = 60

ACCEPTED_KINDS = "PNG, JPEG, WebP, GIF, AVIF, HEIC, TIFF and BMP"


def picture_is_something_else(name: str, *, kind: str) -> str:
    """Say what a file really is and what would be taken."""
    return (
        f"{_quoted(name)} is {_with_article(kind)}. I can animate {ACCEPTED_KINDS} pictures; please send one of those."
    )


def picture_is_empty(name: str) -> str:
    """Say that a file has no content."""
    return f"{_quoted(name)} is empty: it has 0 bytes. Please send it again."


def picture_has_too_many_bytes(name: str, *, limit_bytes: int) -> str:
    """Say that reading was stopped at the limit."""
    return f"{_quoted(name)} is larger than {_megabytes(limit_bytes)}, the most I take. Please send a smaller copy."


def picture_has_too_many_pixels(name: str, *, size: str, megapixels: float, limit_megapixels: float) -> str:
    """Say how many pixels a picture claims to have and how many it may have."""
    return (
        f"{_quoted(name)} has {size} pixels ({megapixels:,.1f} megapixels). "
        f"I take up to {limit_megapixels:g} megapixels; please send a smaller copy."
    )


def picture_is_too_small(name: str, *, size: str, shortest_side: int) -> str:
    """Say how small a picture is and how small it may be."""
    return (
        f"{_quoted(name)} has only {size} pixels. Both sides need at least {shortest_side}; "
        "please send a larger picture."
    )


def picture_is_damaged(name: str) -> str:
    """Say that a picture cannot be decoded."""
    return (
        f"{_quoted(name)} is damaged or incomplete: I cannot decode it. Please save or export it again and send that."
    )


def picture_arrives_too_slowly(name: str, *, seconds: float) -> str:
    """Say that reading was given up."""
    return f"{_quoted(name)} did not arrive within {seconds:g} seconds. Please send it again."


def picture_takes_too_long(name: str, *, seconds: float) -> str:
    """Say that decoding was given up."""
    return (
        f"{_quoted(name)} could not be decoded within {seconds:g} seconds. "
        "Please send a smaller copy or save it as PNG or JPEG."
    )


def picture_needs_too_much_memory(name: str) -> str:
    """Say that decoding hit the memory limit."""
    return (
        f"{_quoted(name)} needs more memory to decode than I may use. "
        "Please send a smaller copy or save it as PNG or JPEG."
    )


def note_first_frame_used(name: str) -> str:
    """Note that a moving picture became a still one."""
    return f"{_quoted(name)} is an animation; I use its first frame."


def note_first_page_used(name: str) -> str:
    """Note that only one of several pages counts."""
    return f"{_quoted(name)} has several pages; I use the first."


def note_put_on_white(name: str) -> str:
    """Note what became of transparency."""
    return f"{_quoted(name)} is transparent in places; I put it on white."


def note_enlarged(name: str, *, before: str, after: str) -> str:
    """Note that a small picture was enlarged."""
    return (
        f"{_quoted(name)} has only {before} pixels; I enlarged it to {after}, "
        "the least that can be animated. A larger picture gives a sharper video."
    )


def note_padded(name: str, *, before: str, after: str) -> str:
    """Note that a blurred copy fills the rest of the canvas."""
    return (
        f"{_quoted(name)} has {before} pixels; to bring it into shape I filled it up to {after} "
        "with a blurred copy of itself."
    )


def note_cropped(name: str, *, before: str, after: str) -> str:
    """Note that the edges were cut off."""
    return f"{_quoted(name)} has {before} pixels; to bring it into shape I cut it to {after}."


def note_recompressed(name: str, *, before_bytes: int, after_bytes: int) -> str:
    """Note that a large file was made smaller."""
    return (
        f"{_quoted(name)} was {_megabytes(before_bytes)}; I saved it anew as a JPEG of {_megabytes(after_bytes)}, "
        "because the video service takes at most 10 MB."
    )


def _quoted(name: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in name).replace("`", "'").strip()
    if len(printable) > LONGEST_NAME:
        printable = f"{printable[: LONGEST_NAME - 1]}…"
    return f"`{printable or 'picture'}`"


def _with_article(kind: str) -> str:
    # By sound: an EPS, an MP4, an SVG, an archive.
    return f"an {kind}" if kind[0] in "aeioEMS" else f"a {kind}"


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f} MB".replace(".0 MB", " MB")
