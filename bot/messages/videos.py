"""What people read when a finished video cannot be used; whether it was charged is told beside, where it is known."""


def video_is_something_else(kind: str) -> str:
    """Say that a file that should be a video is not."""
    return f"The video service sent no video ({kind}). Please try again, and tell the operator if it repeats."


def video_is_incomplete() -> str:
    """Say that part of a video is missing."""
    return "The video arrived incomplete, so it cannot be posted. Please try again in a few minutes."


def video_is_damaged() -> str:
    """Say that a video cannot be decoded."""
    return "The video is damaged and cannot be played. Please try again, and tell the operator if it repeats."


def video_has_no_pictures() -> str:
    """Say that a file has sound or data only."""
    return (
        "The video service sent a file without moving pictures. Please try again, and tell the operator if it repeats."
    )


def video_is_too_demanding() -> str:
    """Say that a video overran the limits of time and memory for reading it."""
    return "The video is too large to be read here. Please ask for a shorter one or a lower quality."


def video_cannot_shrink() -> str:
    """Say that no copy of a video is small enough for where it was to be posted."""
    return "The video is too large for this channel. Please ask for a shorter one or a lower quality."
