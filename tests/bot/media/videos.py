"""Videos for tests: short, small, and in every state of repair."""

import io
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from av.container import OutputContainer
from PIL import Image

COLOURS = ("red", "green", "blue", "yellow")


def build_video(
    frames: Iterable[Image.Image], *, has_sound: bool = False, is_tagged: bool = True, container_format: str = "mp4"
) -> bytes:
    """Return a video of 8 frames a second with one key frame, H.264 as all services send it."""
    # FFmpeg moves the index to the front in a second pass, which needs a real file.
    with TemporaryDirectory() as folder:
        file = Path(folder) / "video"
        with av.open(file, "w", format=container_format, options=_fast_start(container_format)) as container:
            _encode(list(frames), container, has_sound=has_sound, is_tagged=is_tagged)
        return file.read_bytes()


def build_sound() -> bytes:
    """Return an MP4 file that has sound only."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=48_000)
        container.mux(stream.encode(_build_silence(seconds=1)))
        container.mux(stream.encode())
    return file.getvalue()


def coloured_frames(
    colours: Iterable[str] = COLOURS, *, each: int = 4, size: tuple[int, int] = (320, 240)
) -> list[Image.Image]:
    """Paint plain frames, `each` of every colour."""
    return [Image.new("RGB", size, colour) for colour in colours for _ in range(each)]


def _encode(pictures: list[Image.Image], container: OutputContainer, *, has_sound: bool, is_tagged: bool) -> None:
    stream = container.add_stream("libx264", rate=8, options={"preset": "ultrafast", "crf": "5"})
    stream.pix_fmt = "yuv420p"
    stream.width, stream.height = pictures[0].size
    stream.codec_context.colorspace = 1 if is_tagged else 2
    sound = container.add_stream("aac", rate=48_000) if has_sound else None
    for picture in pictures:
        container.mux(stream.encode(_to_frame(picture)))
    container.mux(stream.encode())
    if sound is not None:
        container.mux(sound.encode(_build_silence(seconds=len(pictures) / 8)))
        container.mux(sound.encode())


def _fast_start(container_format: str) -> dict[str, str]:
    return {"movflags": "+faststart"} if container_format == "mp4" else {}


def _to_frame(picture: Image.Image) -> av.VideoFrame:
    frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
    return frame.reformat(format="yuv420p", dst_colorspace=1)


def _build_silence(*, seconds: float) -> av.AudioFrame:
    levels = np.zeros((1, round(48_000 * seconds)), dtype=np.float32)
    frame = av.AudioFrame.from_ndarray(levels, format="fltp", layout="mono")
    frame.sample_rate = 48_000
    return frame
