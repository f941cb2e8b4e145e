"""Tells what an ordinary MP4 video is from its boxes alone: quickly, and without a decoder.

It is strict rather than clever. Of whatever is unusual or wrong it says nothing, and such a file needs the full look
of `bot.media.video_worker`, which also knows how to refuse it.
"""

import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.media.video_probe import VideoProbe
from bot.media.video_samples import SampleTable, UnusualVideo, build_sample_table, read_numbers

#: Indexes of videos of a minute stay far below this; larger ones would keep the interpreter busy for too long.
_MOST_INDEX_BYTES = 256 * 1024
_MOST_BOXES = 64
_HEADER_BYTES = 8
_LONG_HEADER_BYTES = 16
_HARMLESS = frozenset({b"ftyp", b"free", b"skip", b"wide", b"mdat", b"moov", b"udta", b"uuid"})
#: Not turned and not mirrored.
_UPRIGHT = struct.pack(">9i", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
#: How much of a sample entry comes before its own boxes, and where in it the size in pixels stands.
_ENTRY_BYTES, _SIZE_AT = 78, 24
#: A video whose samples fill this much less than its announced time was cut off.
_MISSING_SECONDS = 0.5
_KEY_FRAME = 5


@dataclass(frozen=True, kw_only=True)
class _Track:
    """One track of the index, as far as it was understood."""

    handler: bytes
    boxes: Mapping[bytes, bytes]
    seconds: float
    samples: SampleTable


def read_ordinary_video(source: Path) -> VideoProbe | None:
    """Tell what a whole H.264 video in an MP4 file is; None for everything that needs a closer look."""
    with source.open("rb") as file:
        try:
            return _read(file)
        except (ValueError, struct.error):
            return None


def _read(file: BinaryIO) -> VideoProbe:
    size_bytes = os.fstat(file.fileno()).st_size
    index, media = _find_index(file, size_bytes)
    tracks = [_read_track(content) for name, content in _walk(index) if name == b"trak"]
    pictures = [track for track in tracks if track.handler == b"vide"]
    sounds = [track for track in tracks if track.handler == b"soun"]
    _require(len(pictures) == 1 and len(pictures) + len(sounds) == len(tracks))
    for track in tracks:
        _require(track.samples.lies_within(media))
    (video,) = pictures
    entry = _read_entry(video)
    _check_first_frame(file, video.samples, settings=_collect(entry[_ENTRY_BYTES:])[b"avcC"])
    width, height = struct.unpack_from(">HH", entry, _SIZE_AT)
    # It is shown as it is stored: upright, and with square pixels.
    _require(video.boxes[b"tkhd"].endswith(_UPRIGHT + struct.pack(">II", width << 16, height << 16)))
    _require(width > 0 and height > 0 and video.seconds > 0)
    return VideoProbe(
        width=width,
        height=height,
        duration_seconds=video.seconds,
        frames_per_second=video.samples.count / video.seconds,
        codec="h264",
        has_sound=bool(sounds),
        size_bytes=size_bytes,
    )


def _find_index(file: BinaryIO, size_bytes: int) -> tuple[bytes, list[range]]:
    """Return the index, and where the bytes of pictures and sound lie; all boxes end where the file ends."""
    indexes, media, position = list[range](), list[range](), 0
    for number in range(_MOST_BOXES):
        file.seek(position)
        name, inside, end = _read_header(file.read(_LONG_HEADER_BYTES), position)
        _require(name in _HARMLESS and end <= size_bytes and (name == b"ftyp") == (number == 0))
        if name == b"moov":
            indexes.append(range(inside, end))
        if name == b"mdat":
            media.append(range(inside, end))
        position = end
        if position == size_bytes:
            break
    _require(position == size_bytes and len(indexes) == 1 and len(indexes[0]) <= _MOST_INDEX_BYTES)
    file.seek(indexes[0].start)
    return file.read(len(indexes[0])), media


def _read_header(header: bytes, position: int) -> tuple[bytes, int, int]:
    """Return a box's name, where its content begins, and where it ends."""
    length, name = struct.unpack_from(">I4s", header)
    inside = position + _HEADER_BYTES
    if length == 1:
        (length,) = struct.unpack_from(">Q", header, _HEADER_BYTES)
        inside = position + _LONG_HEADER_BYTES
    _require(position + length >= inside)
    return name, inside, position + length


def _walk(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position < len(content):
        name, inside, end = _read_header(content[position : position + _LONG_HEADER_BYTES], position)
        # Indexes of fragments lie elsewhere.
        _require(end <= len(content) and name != b"mvex")
        yield name, content[inside:end]
        position = end


def _collect(content: bytes) -> dict[bytes, bytes]:
    """Return boxes by name; none may stand there twice."""
    boxes = dict[bytes, bytes]()
    for name, inside in _walk(content):
        _require(name not in boxes)
        boxes[name] = inside
    return _Boxes(boxes)


class _Boxes(dict[bytes, bytes]):
    """Boxes by name; one that is missing makes a video unusual."""

    def __missing__(self, name: bytes) -> bytes:
        raise UnusualVideo(name)


def _read_track(content: bytes) -> _Track:
    track = _collect(content)
    media = _collect(track[b"mdia"])
    table = _collect(_collect(media[b"minf"])[b"stbl"])
    samples = build_sample_table(table)
    units_per_second, units = _read_duration(media[b"mdhd"])
    _require(units_per_second > 0)
    seconds = units / units_per_second
    _require(samples.units / units_per_second >= seconds - _MISSING_SECONDS)
    return _Track(handler=media[b"hdlr"][8:12], boxes=_Boxes({**track, **table}), seconds=seconds, samples=samples)


def _read_duration(header: bytes) -> tuple[int, int]:
    """Return the units in a second and the units of the whole track."""
    _require(len(header) > 0)
    is_long = header[0] != 0
    units_per_second, units = struct.unpack_from(*((">IQ", header, 20) if is_long else (">II", header, 12)))
    return units_per_second, units


def _read_entry(track: _Track) -> bytes:
    """Return the one description of a track's samples, without its header."""
    descriptions = track.boxes[b"stsd"]
    _require(read_numbers(descriptions, at=4, count=1) == (1,))
    entries = _collect(descriptions[8:])
    return entries[b"avc1"]


def _check_first_frame(file: BinaryIO, samples: SampleTable, *, settings: bytes) -> None:
    """Make sure that what should be the first picture is made of units that fill it and can be shown alone."""
    _require(len(settings) > _HEADER_BYTES and settings[0] == 1 and settings[5] & 31 > 0)
    prefix_bytes, kinds = (settings[4] & 3) + 1, set[int]()
    position, end = samples.first.start, samples.first.stop
    while position < end:
        file.seek(position)
        header = file.read(prefix_bytes + 1)
        length = int.from_bytes(header[:prefix_bytes])
        _require(length > 0 and len(header) == prefix_bytes + 1 and header[prefix_bytes] < 1 << 7)
        kinds.add(header[prefix_bytes] & 31)
        position += prefix_bytes + length
    _require(position == end and _KEY_FRAME in kinds)


def _require(fact: object) -> None:
    if not fact:
        raise UnusualVideo
