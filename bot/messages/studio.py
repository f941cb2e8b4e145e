"""Sentences about the embedded studio."""


def studio_did_not_start() -> str:
    """Say where to look."""
    return "The embedded studio did not start. The log says why; nothing was charged."


def preview_was_stopped() -> str:
    """Say that somebody stopped it and what it cost."""
    return "The preview was stopped before it was ready. It cost nothing."


def picture_is_unreadable() -> str:
    """Say that a picture went bad and what to do."""
    return "A picture of this preview cannot be read. Attach it again; it cost nothing."


def video_is_unwritable() -> str:
    """Say that the file could not be made and what to do."""
    return "The preview could not be written. Try again in a minute; it cost nothing."


def picture_takes_too_long() -> str:
    """Say that a picture is too laborious and what to do."""
    return "The image took too long to decode. Save it anew as an ordinary JPEG or PNG file."


def picture_takes_too_much_memory() -> str:
    """Say that a picture is too large once it is unpacked and what to do."""
    return "The image needs too much memory to decode. Make it smaller and try again."


def picture_broke_the_decoder() -> str:
    """Say that a picture cannot be decoded and what to do."""
    return "The image could not be decoded. Save it anew as an ordinary JPEG or PNG file."
