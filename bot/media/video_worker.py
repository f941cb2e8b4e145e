"""What workers do to finished videos; never imported by the bot's own process."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream
from PIL import Image

from bot.errors import ServiceFailed
from bot.media.file_kind import OPENING_BYTES, FileKind, tell_file_kind
from bot.media.picture_encoder import write_jpeg
from bot.media.picture_order import AcceptedPicture
from bot.media.video_probe import VideoProbe
from bot.messages import videos as messages

#: The container formats we open, by name; others can make FFmpeg follow links or read other files.
_CONTAINERS = {FileKind.MP4: "mp4", FileKind.OTHER_VIDEO: "matroska"}
#: A frame whose brightness varies less than this, in levels of 255, shows next to nothing.
_PLAIN_DEVIATION = 8.0
#: So many frames are looked at for a poster when the key frames show nothing.
_POSTER_SEARCH_FRAMES = 72
_POSTER_KEY_FRAMES = 16
_POSTER_SIDE = 1280
#: A video whose last packet ends this much before its announced end was cut off.
_MISSING_SECONDS = 0.5
#: From this height on, untagged video is taken for BT.709.
_HD_HEIGHT = 720


def probe_video(source: Path) -> VideoProbe:
    """Open a video, read it through and decode its first frame; raise `ServiceFailed` when it is not whole."""
    with _open_video(source) as (container, stream):
        has_sound = bool(container.streams.audio)
        duration_seconds = _duration_of(container, stream)
        _check_complete(container, duration_seconds=duration_seconds)
        container.seek(0)
        if next(container.decode(stream), None) is None:
            raise ServiceFailed(messages.video_is_damaged(), code="video_damaged")
        return VideoProbe(
            width=stream.width,
            height=stream.height,
            duration_seconds=duration_seconds,
            frames_per_second=float(stream.average_rate or 0),
            codec=stream.codec_context.name,
            has_sound=has_sound,
            size_bytes=source.stat().st_size,
        )


def write_poster(source: Path, to: Path, limit_bytes: int) -> AcceptedPicture:
    """Write a frame that shows something as a JPEG of moderate size."""
    frame = _best_of(_key_frames(source))
    if frame is None or _deviation(frame) < _PLAIN_DEVIATION:
        frame = _best_of(islice(_frames(source), _POSTER_SEARCH_FRAMES))
    picture = _to_picture(frame)
    picture.thumbnail((_POSTER_SIDE, _POSTER_SIDE), Image.Resampling.LANCZOS)
    return write_jpeg(picture, to, limit_bytes=limit_bytes)


def write_last_frame(source: Path, to: Path, limit_bytes: int) -> AcceptedPicture:
    """Write the very last frame in full size."""
    return write_jpeg(_to_picture(_last_frame(source)), to, limit_bytes=limit_bytes)


@contextmanager
def _open_video(source: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    with source.open("rb") as file:
        kind = tell_file_kind(file.read(OPENING_BYTES))
    if kind not in _CONTAINERS:
        raise ServiceFailed(messages.video_is_something_else(kind.value), code="video_of_wrong_type")
    try:
        with av.open(source, format=_CONTAINERS[kind], metadata_errors="replace") as container:
            yield container, _video_stream(container)
    except av.FFmpegError as error:
        if isinstance(error, MemoryError):
            raise
        raise ServiceFailed(messages.video_is_damaged(), code="video_damaged") from error


def _video_stream(container: InputContainer) -> VideoStream:
    stream = next(iter(container.streams.video), None)
    # FFmpeg gives no context to a stream whose codec it does not know.
    if stream is not None and stream.codec_context is None:
        raise ServiceFailed(messages.video_is_damaged(), code="video_damaged")
    if stream is not None:
        stream.thread_count = 1
        return stream
    if container.streams.audio:
        raise ServiceFailed(messages.video_has_no_pictures(), code="video_without_pictures")
    raise ServiceFailed(messages.video_is_incomplete(), code="video_incomplete")


def _duration_of(container: InputContainer, stream: VideoStream) -> float:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _check_complete(container: InputContainer, *, duration_seconds: float) -> None:
    end_seconds = 0.0
    for packet in container.demux():
        if packet.is_corrupt:
            raise ServiceFailed(messages.video_is_incomplete(), code="video_incomplete")
        if packet.pts is not None and packet.time_base is not None:
            end_seconds = max(end_seconds, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    if end_seconds < duration_seconds - _MISSING_SECONDS:
        raise ServiceFailed(messages.video_is_incomplete(), code="video_incomplete")


def _frames(source: Path) -> Iterator[VideoFrame]:
    with _open_video(source) as (container, stream):
        yield from container.decode(stream)


def _key_frames(source: Path) -> Iterator[VideoFrame]:
    with _open_video(source) as (container, stream):
        stream.codec_context.skip_frame = "NONKEY"
        yield from islice(container.decode(stream), _POSTER_KEY_FRAMES)


def _last_frame(source: Path) -> VideoFrame | None:
    with _open_video(source) as (container, stream):
        container.seek(stream.duration or 0, stream=stream)
        latest = deque(container.decode(stream), maxlen=1)
        return latest[0] if latest else None


def _best_of(frames: Iterable[VideoFrame]) -> VideoFrame | None:
    return max(frames, key=_deviation, default=None)


def _deviation(frame: VideoFrame) -> float:
    return float(frame.reformat(width=64, height=64, format="gray").to_ndarray().std())


def _to_picture(frame: VideoFrame | None) -> Image.Image:
    if frame is None:
        raise ServiceFailed(messages.video_is_damaged(), code="video_damaged")
    # FFmpeg takes old television's colours for every video that does not name its own; players know better.
    assumed = Colorspace.ITU709 if frame.height >= _HD_HEIGHT else Colorspace.ITU601
    is_tagged = frame.colorspace in set(Colorspace)
    rgb = frame.reformat(format="rgb24", src_colorspace=None if is_tagged else assumed)
    return Image.fromarray(rgb.to_ndarray())
