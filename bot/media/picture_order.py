"""What a worker is asked to make of a picture, and what it made: plain values that travel between processes."""

from dataclasses import dataclass
from pathlib import Path

from bot.media.file_kind import FileKind
from bot.media.framing import Fit
from bot.request.generation_request import Aspect


@dataclass(frozen=True, kw_only=True)
class PictureLimits:
    """How much of everything a picture may have."""

    #: Reading stops beyond this.
    upload_bytes: int = 30_000_000
    #: Width by height as the file claims them, before anything is decoded.
    pixels: int = 64_000_000
    #: A picture with a shorter side below this is refused; up to 300 it is enlarged.
    shortest_side: int = 64
    #: The longer side of the outcome for 720p and 1080p.
    longest_side: int = 2560
    #: The longer side of the outcome for 4k.
    longest_side_for_4k: int = 3840
    #: The size of the outcome; the service takes no more than 10 MB.
    outcome_bytes: int = 10_000_000
    reading_seconds: float = 120.0
    decoding_seconds: float = 20.0


@dataclass(frozen=True, kw_only=True)
class PictureOrder:
    """One file to normalise."""

    source: Path
    to: Path
    kind: FileKind
    #: The name its sender gave it; only ever shown.
    name: str
    #: The option it was given for, so that a refusal can point there.
    option: str
    aspect: Aspect
    fit: Fit
    #: The longer side of the outcome in pixels.
    longest_side: int
    limits: PictureLimits


@dataclass(frozen=True, kw_only=True)
class AcceptedPicture:
    """A picture fit for the video service: upright, opaque sRGB, without metadata, within every limit."""

    file: Path
    media_type: str
    width: int
    height: int
    size_bytes: int
    #: What was repaired, in sentences for the person.
    notes: tuple[str, ...] = ()
