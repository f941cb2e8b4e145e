"""A minimal HEIC file made by hand: no Python package at hand writes one, but an HEVC frame and a few boxes are one."""

import io
import struct

import av
import numpy as np
from PIL import Image


def build_heic(picture: Image.Image, *, crf: int = 20) -> bytes:
    """Wrap a picture, its sides even, into a HEIC file."""
    configuration, frame = _encode_hevc(picture, crf=crf)
    file_type = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    # The offset of the frame stands inside the box before it, whose length does not depend on the number.
    offset = len(file_type) + len(_meta_box(picture, configuration, frame, offset=0)) + 8
    return file_type + _meta_box(picture, configuration, frame, offset=offset) + _box(b"mdat", frame)


def _encode_hevc(picture: Image.Image, *, crf: int) -> tuple[bytes, bytes]:
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx265", rate=1)
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "yuv420p"
        stream.options = {"preset": "ultrafast", "crf": str(crf), "x265-params": "log-level=none:keyint=1"}
        container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")))
        container.mux(stream.encode())
    file.seek(0)
    with av.open(file, "r") as encoded:
        packet = next(packet for packet in encoded.demux(video=0) if packet.size)
        return bytes(encoded.streams.video[0].codec_context.extradata or b""), bytes(packet)


def _meta_box(picture: Image.Image, configuration: bytes, frame: bytes, *, offset: int) -> bytes:
    handler = _full_box(b"hdlr", bytes(4) + b"pict" + bytes(13))
    primary = _full_box(b"pitm", struct.pack(">H", 1))
    location = _full_box(b"iloc", struct.pack(">BBHHHHII", 0x44, 0, 1, 1, 0, 1, offset, len(frame)))
    entry = _box(b"infe", b"\x02\x00\x00\x00" + struct.pack(">HH", 1, 0) + b"hvc1\x00")
    items = _full_box(b"iinf", struct.pack(">H", 1) + entry)
    size = _full_box(b"ispe", struct.pack(">II", picture.width, picture.height))
    properties = _box(b"ipco", _box(b"hvcC", configuration) + size)
    association = _full_box(b"ipma", struct.pack(">IHBBB", 1, 1, 2, 0x81, 0x02))
    return _full_box(b"meta", handler + primary + location + items + _box(b"iprp", properties + association))


def _full_box(name: bytes, content: bytes) -> bytes:
    return _box(name, bytes(4) + content)


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content
