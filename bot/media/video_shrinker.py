"""Makes smaller copies of finished videos in workers; never imported by the bot's own process.

The quality stays constant as long as the rate stays under a cap, so that easy videos become smaller than asked.
"""

from dataclasses import dataclass
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from bot.errors import ServiceFailed
from bot.messages import videos as messages

_QUALITY = "21"
_PRESET = "veryfast"
#: What remains for the container and for the encoder's overshooting.
_USABLE = 0.94
_LOWEST_RATE = 100_000
#: Below this rate, in bits a second, fewer pixels look better than worse ones.
_RATE_FOR_FULL_HD = 2_500_000
_REDUCED_SIDE = 720
_TRIES = 2


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """How to encode a video once."""

    width: int
    height: int
    #: Bits a second for the pictures alone.
    rate: int


def shrink_video(source: Path, to: Path, limit_bytes: int) -> int:
    """Write a copy of at most `limit_bytes` and return its size; raise `ServiceFailed` when that cannot be done."""
    budget = limit_bytes * _USABLE
    for _ in range(_TRIES):
        try:
            _encode(source, to, budget_bytes=budget)
        except av.FFmpegError as error:
            if isinstance(error, MemoryError):
                raise
            raise ServiceFailed(messages.video_is_damaged(), code="video_damaged") from error
        size_bytes = to.stat().st_size
        if size_bytes <= limit_bytes:
            return size_bytes
        budget *= _USABLE * limit_bytes / size_bytes
    raise ServiceFailed(messages.video_cannot_shrink(), code="video_cannot_shrink")


def _encode(source: Path, to: Path, *, budget_bytes: float) -> None:
    with (
        av.open(source, format="mp4", metadata_errors="replace") as incoming,
        av.open(to, "w", format="mp4", options={"movflags": "+faststart"}) as outgoing,
    ):
        pictures = incoming.streams.video[0]
        sound = next(iter(incoming.streams.audio), None)
        video = _add_video(outgoing, pictures, plan=_plan(incoming, pictures, budget_bytes=budget_bytes))
        audio = None if sound is None else outgoing.add_stream_from_template(sound)
        _copy(incoming, outgoing, video=video, audio=audio)


def _plan(container: InputContainer, stream: VideoStream, *, budget_bytes: float) -> _Plan:
    seconds = max((container.duration or 0) / av.time_base, 0.1)
    sound_rate = sum(audio.bit_rate or 0 for audio in container.streams.audio)
    rate = max(int(budget_bytes * 8 / seconds) - sound_rate, _LOWEST_RATE)
    width, height = stream.width, stream.height
    if rate < _RATE_FOR_FULL_HD and min(width, height) > _REDUCED_SIDE:
        factor = _REDUCED_SIDE / min(width, height)
        width, height = round(width * factor / 2) * 2, round(height * factor / 2) * 2
    return _Plan(width=width, height=height, rate=rate)


def _add_video(container: OutputContainer, template: VideoStream, *, plan: _Plan) -> VideoStream:
    stream = container.add_stream("libx264", rate=template.average_rate)
    stream.width, stream.height, stream.pix_fmt = plan.width, plan.height, "yuv420p"
    stream.options = {
        "crf": _QUALITY,
        "preset": _PRESET,
        "maxrate": str(plan.rate),
        "bufsize": str(plan.rate // 2),
    }
    given, wanted = template.codec_context, stream.codec_context
    wanted.colorspace, wanted.color_range = given.colorspace, given.color_range
    wanted.color_primaries, wanted.color_trc = given.color_primaries, given.color_trc
    return stream


def _copy(
    incoming: InputContainer, outgoing: OutputContainer, *, video: VideoStream, audio: AudioStream | None
) -> None:
    for packet in incoming.demux(*incoming.streams.video[:1], *incoming.streams.audio[:1]):
        if isinstance(packet.stream, VideoStream):
            for frame in packet.stream.decode(packet):
                outgoing.mux(video.encode(_scale(frame, video)))
        elif audio is not None and packet.dts is not None:
            packet.stream = audio
            outgoing.mux(packet)
    outgoing.mux(video.encode(None))


def _scale(frame: VideoFrame, video: VideoStream) -> VideoFrame:
    scaled = frame.reformat(width=video.width, height=video.height, format="yuv420p")
    # The encoder is to choose anew where key frames stand.
    scaled.pict_type = PictureType.NONE
    return scaled
