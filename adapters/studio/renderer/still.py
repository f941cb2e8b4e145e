"""One picture out of a video that shows an element. Runs in a worker process only."""

from pathlib import Path

import av

from adapters.studio.renderer.faults import PictureRefused
from bot.media.file_kind import OPENING_BYTES, FileKind, tell_file_kind

MAXIMUM_SECONDS = 8
MINIMUM_WIDTH_PIXELS = 720
MAXIMUM_WIDTH_PIXELS = 2160

_DAMAGED = "The video is damaged or not a video and could not be decoded."


def extract_still(source: Path, target: Path) -> None:
    """Check the video at `source` against the API's rules and write the frame in its middle to `target` as PNG.

    Raises `PictureRefused` with `invalid_parameters` or `image_processing_error`.
    """
    _check_kind(source)
    try:
        # Named, since other containers can make FFmpeg follow links or read other files.
        with av.open(source, format="mp4", metadata_errors="replace") as video:
            _check_video(video)
            _write_middle_frame(video, target)
    except (av.FFmpegError, IndexError, StopIteration) as error:
        if isinstance(error, MemoryError):
            raise
        raise PictureRefused(_DAMAGED, "image_processing_error") from error


def _check_kind(source: Path) -> None:
    with source.open("rb") as file:
        kind = tell_file_kind(file.read(OPENING_BYTES))
    if kind is not FileKind.MP4:
        raise PictureRefused(_DAMAGED, "image_processing_error")


def _check_video(video: av.container.InputContainer) -> None:
    stream = video.streams.video[0]
    # FFmpeg gives no context to a stream whose codec it does not know.
    if stream.codec_context is None:
        raise PictureRefused(_DAMAGED, "image_processing_error")
    stream.thread_count = 1
    width = stream.width
    if not MINIMUM_WIDTH_PIXELS <= width <= MAXIMUM_WIDTH_PIXELS:
        message = f"Video width must be between 720px and 2160px, this one is {width}px."
        raise PictureRefused(message, "invalid_parameters")
    seconds = (video.duration or 0) / av.time_base
    if seconds > MAXIMUM_SECONDS:
        message = f"Video duration must not exceed 8 seconds, this one has {seconds:.1f}."
        raise PictureRefused(message, "invalid_parameters")


def _write_middle_frame(video: av.container.InputContainer, target: Path) -> None:
    video.seek((video.duration or 0) // 2)
    frame = next(video.decode(video=0))
    picture = frame.to_image()  # type: ignore[no-untyped-call]  # PyAV leaves it without annotations
    picture.save(target, "PNG", compress_level=1)
