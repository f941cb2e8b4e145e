"""Writes frames and sound into one MP4 file: H.264 High, AAC, colour tagged, ready to stream.

What the frames show is not decided here. The file appears under its name only when it is complete.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from adapters.studio.renderer.faults import VideoUnwritable
from adapters.studio.renderer.planes import Planes, build_canvas
from adapters.studio.renderer.size import FRAMES_PER_SECOND

SAMPLES_PER_SECOND = 48_000
SAMPLES_PER_FRAME = SAMPLES_PER_SECOND // FRAMES_PER_SECOND

Sound = npt.NDArray[np.float32]

_BT709 = 1
_STUDIO_RANGE = 1
#: Fixed, not the number of cores: x264 decides differently with another number of threads.
_THREADS = 4
#: Each frame that x264 keeps of a 4k video takes 50 MB, so it keeps few.
_LARGE_FRAME = 4_000_000
_LARGE_OPTIONS = {"threads": "2", "rc-lookahead": "2", "bf": "0"}


@dataclass(frozen=True, kw_only=True)
class VideoFormat:
    """What a file is to be: its size in pixels, whether it has sound, and what its metadata say."""

    width: int
    height: int
    has_sound: bool
    title: str
    comment: str


class VideoFile:
    """An open video file; made by `open_video`."""

    def __init__(self, container: av.container.OutputContainer, video_format: VideoFormat) -> None:
        """Add the streams that the format asks for."""
        self._container = container
        self._video = _add_video_stream(container, video_format)
        self._audio = _add_audio_stream(container) if video_format.has_sound else None
        self.canvas: Planes = build_canvas(video_format.width, video_format.height)
        planes = (self.canvas.luma, self.canvas.blue, self.canvas.red)
        self._frame = av.VideoFrame.from_dlpack(planes, format="yuv420p")
        self._frames = 0
        self._samples = 0

    def write_canvas(self) -> None:
        """Encode what the canvas shows as the next frame; x264 copies it, so the canvas can be used again."""
        self._frame.pts = self._frames
        self._frame.time_base = Fraction(1, FRAMES_PER_SECOND)
        self._frames += 1
        self._container.mux(self._video.encode(self._frame))

    def write_sound(self, samples: Sound) -> None:
        """Encode the next samples, shape (count, 2), between -1 and 1."""
        if self._audio is None:
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T), format="fltp", layout="stereo")
        frame.sample_rate = SAMPLES_PER_SECOND
        frame.pts = self._samples
        frame.time_base = Fraction(1, SAMPLES_PER_SECOND)
        self._samples += len(samples)
        self._container.mux(self._audio.encode(frame))

    def finish(self) -> None:
        """Empty the encoders."""
        self._container.mux(self._video.encode(None))
        if self._audio is not None:
            self._container.mux(self._audio.encode(None))


@contextmanager
def open_video(output: Path, video_format: VideoFormat) -> Iterator[VideoFile]:
    """Open a video for writing; `output` appears when the block ends well, and nothing remains when it does not."""
    part = output.with_name(f"{output.name}.part")
    try:
        with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as container:
            container.metadata.update({"title": video_format.title, "comment": video_format.comment})
            video = VideoFile(container, video_format)
            yield video
            video.finish()
        part.replace(output)
    except (av.FFmpegError, OSError) as error:
        raise VideoUnwritable from error
    finally:
        part.unlink(missing_ok=True)


def _add_video_stream(
    container: av.container.OutputContainer, video_format: VideoFormat
) -> av.video.stream.VideoStream:
    """Add H.264: veryfast is the knee of cost against size for pictures that move as one."""
    options = {"preset": "veryfast", "crf": "20", "profile": "high", "threads": str(_THREADS)}
    # With macroblock trees x264 decides differently from run to run, on the very same frames.
    options["x264-params"] = "mbtree=0"
    if video_format.width * video_format.height > _LARGE_FRAME:
        options |= _LARGE_OPTIONS
    stream = container.add_stream("libx264", rate=FRAMES_PER_SECOND, options=options)
    stream.width, stream.height, stream.pix_fmt = video_format.width, video_format.height, "yuv420p"
    context = stream.codec_context
    context.time_base = Fraction(1, FRAMES_PER_SECOND)
    context.color_primaries = context.color_trc = context.colorspace = _BT709
    context.color_range = _STUDIO_RANGE
    return stream


def _add_audio_stream(container: av.container.OutputContainer) -> av.audio.stream.AudioStream:
    """Add AAC, stereo, 128 kbit/s."""
    stream = container.add_stream("aac", rate=SAMPLES_PER_SECOND, layout="stereo")
    stream.bit_rate = 128_000
    return stream
