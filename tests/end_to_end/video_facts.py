"""What can be seen and heard of a finished video file."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

Frame = npt.NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class VideoFacts:
    """One decoded video."""

    codec: str
    pixel_format: str
    width: int
    height: int
    frame_rate: Fraction
    frame_count: int
    first: Frame
    middle: Frame
    last: Frame
    has_sound: bool
    loudest: float

    @property
    def seconds(self) -> float:
        return float(self.frame_count / self.frame_rate)


def read_video(path: Path) -> VideoFacts:
    """Decode a whole video."""
    with av.open(path) as container:
        stream = container.streams.video[0]
        frames = [frame.to_ndarray(format="rgb24").astype(np.uint8) for frame in container.decode(video=0)]
        context = stream.codec_context
        return VideoFacts(
            codec=context.name,
            pixel_format=str(context.pix_fmt),
            width=context.width,
            height=context.height,
            frame_rate=stream.average_rate or Fraction(0),
            frame_count=len(frames),
            first=frames[0],
            middle=frames[len(frames) // 2],
            last=frames[-1],
            has_sound=bool(container.streams.audio),
            loudest=_measure_loudest(path),
        )


def difference(one: Frame, other: Frame) -> float:
    """Return the mean difference of two frames in levels of 255."""
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


def starts_fast(path: Path) -> bool:
    """Tell whether the index stands before the data, so that a browser can begin to play at once."""
    head = path.read_bytes()
    return 0 < head.find(b"moov") < head.find(b"mdat")


def _measure_loudest(path: Path) -> float:
    with av.open(path) as container:
        if not container.streams.audio:
            return 0.0
        return max(float(np.abs(frame.to_ndarray()).max()) for frame in container.decode(audio=0))
