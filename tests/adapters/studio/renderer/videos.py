"""Reading finished videos back and comparing what they show with what was asked."""

from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

from adapters.studio.renderer.planes import Plane


def read_frames(path: Path, *, stride: int = 1) -> list[Plane]:
    """Decode every `stride`-th frame as blue, green, red."""
    with av.open(str(path)) as container:
        frames = container.decode(video=0)
        return [_to_picture(frame) for number, frame in enumerate(frames) if number % stride == 0]


def _to_picture(frame: av.VideoFrame) -> Plane:
    """Convert a decoded frame to blue, green, red."""
    return np.asarray(frame.to_ndarray(format="bgr24"), dtype=np.uint8)


def read_sound(path: Path) -> npt.NDArray[np.float64]:
    """Decode the sound as (samples, 2)."""
    with av.open(str(path)) as container:
        parts = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(parts, axis=1).T.astype(np.float64)


def read_atoms(path: Path) -> list[str]:
    """Name the top-level atoms of an MP4 file in their order."""
    content, position, names = path.read_bytes(), 0, []
    while position < len(content):
        names.append(content[position + 4 : position + 8].decode("ascii"))
        position += int.from_bytes(content[position : position + 4])
    return names


def measure_psnr(one: Plane, other: Plane) -> float:
    """Compare two pictures of the same size, in decibels."""
    return float(cv2.PSNR(one, other))
