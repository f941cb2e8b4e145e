"""Tells a whole video file from a page, an error document or a torso, by its first bytes and its boxes.

What the video shows and how long it is are checked by `bot.media`.
"""

import struct
from pathlib import Path

_FIRST_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
_MATROSKA = b"\x1a\x45\xdf\xa3"
_HEADER_BYTES = 8
_LONG_HEADER_BYTES = 16


def is_video(start: bytes | bytearray) -> bool:
    """Tell whether a file that begins so is a video; `start` is at least its first 12 bytes."""
    return bytes(start[4:8]) in _FIRST_BOXES or start.startswith(_MATROSKA)


def is_whole(file: Path) -> bool:
    """Tell whether the boxes of an MP4 file end exactly where the file ends; other containers count as whole."""
    size = file.stat().st_size
    position = 0
    with file.open("rb") as content:
        if content.read(len(_MATROSKA)) == _MATROSKA:
            return True
        while position < size:
            content.seek(position)
            length = _read_box_length(content.read(_LONG_HEADER_BYTES), to_end=size - position)
            if length < _HEADER_BYTES:
                return False
            position += length
    return 0 < position == size


def _read_box_length(header: bytes, *, to_end: int) -> int:
    if len(header) < _HEADER_BYTES:
        return 0
    (length,) = struct.unpack_from(">I", header)
    if length == 0:
        return to_end
    if length == 1:
        return int.from_bytes(header[_HEADER_BYTES:_LONG_HEADER_BYTES], "big")
    return int(length)
