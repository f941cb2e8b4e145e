"""What there is to know about a finished video: a plain value that travels between processes."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class VideoProbe:
    """A video that was opened and found complete."""

    #: As people see it, in pixels.
    width: int
    height: int
    duration_seconds: float
    frames_per_second: float
    #: As FFmpeg calls it, such as `h264`.
    codec: str
    has_sound: bool
    size_bytes: int
