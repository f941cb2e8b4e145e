"""Pictures as three planes of BT.709 studio-range YUV 4:2:0, the layout that the encoder takes.

Separate chroma planes, not NV12: OpenCV warps two single-channel planes in half the time of one two-channel plane.
"""

from dataclasses import dataclass

import av
import cv2
import numpy as np
import numpy.typing as npt

Plane = npt.NDArray[np.uint8]
#: Shares, places or weights; OpenCV gets them in single precision.
Field = npt.NDArray[np.floating]
Matrix = npt.NDArray[np.float64]

#: Rows converted at once: bounds the floating-point copy of a large picture.
_STRIP_ROWS = 256

#: Rows give Y, Cb and Cr of a blue, green, red pixel of 0..255.
_BT709 = np.array(
    [
        [0.0722 * 219, 0.7152 * 219, 0.2126 * 219],
        [0.5 * 224, -0.7152 / 1.8556 * 224, -0.2126 / 1.8556 * 224],
        [-0.0722 / 1.5748 * 224, -0.7152 / 1.5748 * 224, 0.5 * 224],
    ],
    dtype=np.float32,
) / np.float32(255)
_OFFSETS = np.array([[16], [128], [128]], dtype=np.float32)

#: Where the luma sample 0 and the chroma sample 0 lie in continuous picture coordinates (chroma is left-sited).
LUMA_GRID: Matrix = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], dtype=np.float64)
CHROMA_GRID: Matrix = np.array([[2, 0, 0.5], [0, 2, 1], [0, 0, 1]], dtype=np.float64)


#: Free samples before every line and above the first line of a plane of a canvas, and what is free behind and below.
FREE_BEFORE, _FREE_BEHIND = 128, 64
_ALIGNMENT = 64


@dataclass(frozen=True, kw_only=True)
class Planes:
    """One picture: `luma` in full size, `blue` and `red` difference in half size."""

    luma: Plane
    blue: Plane
    red: Plane
    #: What the three were cut out of, on a canvas: around them anything may be left lying.
    rooms: tuple[Plane, Plane, Plane] | None = None

    @property
    def width(self) -> int:
        """Give the width in pixels."""
        return int(self.luma.shape[1])

    @property
    def height(self) -> int:
        """Give the height in pixels."""
        return int(self.luma.shape[0])

    def cut(self, rows: slice, columns: slice) -> "Planes":
        """Look at a part of the picture; the bounds are even."""
        half_rows = slice(rows.start // 2, rows.stop // 2)
        half_columns = slice(columns.start // 2, columns.stop // 2)
        return Planes(
            luma=self.luma[rows, columns],
            blue=self.blue[half_rows, half_columns],
            red=self.red[half_rows, half_columns],
        )

    def copy_to(self, target: "Planes") -> None:
        """Copy all samples into `target`, which has the same size."""
        np.copyto(target.luma, self.luma)
        np.copyto(target.blue, self.blue)
        np.copyto(target.red, self.red)


def build_blank_planes(width: int, height: int) -> Planes:
    """Allocate black planes of an even size."""
    return Planes(
        luma=np.full((height, width), 16, dtype=np.uint8),
        blue=np.full((height // 2, width // 2), 128, dtype=np.uint8),
        red=np.full((height // 2, width // 2), 128, dtype=np.uint8),
    )


def build_canvas(width: int, height: int) -> Planes:
    """Allocate black planes of an even size with free room around each, so that a painter may paint too much."""
    rooms = (_build_room(width, height), _build_room(width // 2, height // 2), _build_room(width // 2, height // 2))
    luma, blue, red = (room[FREE_BEFORE:-_FREE_BEHIND, FREE_BEFORE:] for room in rooms)
    canvas = Planes(luma=luma[:, :width], blue=blue[:, : width // 2], red=red[:, : width // 2], rooms=rooms)
    build_blank_planes(width, height).copy_to(canvas)
    return canvas


def build_planes(picture: Plane) -> Planes:
    """Convert a blue-green-red picture (height, width, 3) of even size."""
    planes = build_blank_planes(picture.shape[1], picture.shape[0])
    for top in range(0, picture.shape[0], _STRIP_ROWS):
        strip = cv2.transform(picture[top : top + _STRIP_ROWS].astype(np.float32), np.hstack([_BT709, _OFFSETS]))
        rows = slice(top // 2, (top + strip.shape[0]) // 2)
        planes.luma[top : top + strip.shape[0]] = np.rint(strip[:, :, 0])
        planes.blue[rows] = _halve(strip[:, :, 1])
        planes.red[rows] = _halve(strip[:, :, 2])
    return planes


def view_frame(frame: av.VideoFrame) -> Planes:
    """Look into a yuv420p frame: writing to the planes writes to the frame."""
    luma, blue, red = (_view_plane(plane) for plane in frame.planes)
    return Planes(luma=luma, blue=blue, red=red)


def _build_room(width: int, height: int) -> Plane:
    """Allocate a plane with room around it; every line begins where a processor likes to read."""
    rows = FREE_BEFORE + height + _FREE_BEHIND
    columns = -(-(FREE_BEFORE + width + _FREE_BEHIND) // _ALIGNMENT) * _ALIGNMENT
    samples = np.zeros(rows * columns + _ALIGNMENT, dtype=np.uint8)
    first = -samples.ctypes.data % _ALIGNMENT
    return samples[first : first + rows * columns].reshape(rows, columns)


def _view_plane(plane: av.video.plane.VideoPlane) -> Plane:
    """Wrap one plane, leaving out the padding at the end of its lines."""
    samples: Plane = np.frombuffer(plane, dtype=np.uint8)  # type: ignore[call-overload]  # stubs lack the buffer
    return samples.reshape(-1, plane.line_size)[: plane.height, : plane.width]


def _halve(channel: npt.NDArray[np.floating | np.integer]) -> Plane:
    """Halve a chroma channel: 1-2-1 across (left-sited), the mean of two rows down; round once."""
    across = cv2.sepFilter2D(np.ascontiguousarray(channel), cv2.CV_32F, np.array([0.25, 0.5, 0.25]), np.array([1.0]))[
        :, ::2
    ]
    return np.rint((across[0::2] + across[1::2]) / 2).astype(np.uint8)
