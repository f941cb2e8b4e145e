"""Files that mean harm, made from a seed: damaged, lying, endless, swollen, and things that are no pictures at all."""

import io
import math
import random
import struct
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from tests.adapters.studio.renderer.test_still import write_video

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
MAGICS = (PNG_MAGIC, b"\xff\xd8\xff\xe0")
#: Just inside the limit of the intake.
MOST_PIXELS = (8000, 8000)
LARGEST_BYTES = 9_900_000
SWOLLEN_BYTES = 600_000_000


@dataclass(frozen=True, kw_only=True)
class HostileFile:
    name: str
    content: bytes
    is_video: bool = False


def list_pictures(seed: int, *, share: float = 1.0) -> list[HostileFile]:
    """Build 122 small pictures, or a share of them."""
    rng = random.Random(seed)  # noqa: S311  # repeatable on purpose
    recipes: list[tuple[str, int, Callable[[random.Random], bytes]]] = [
        ("jpeg with wrong bytes", 28, lambda rng: flip(rng, encode(draw(rng), "JPEG"))),
        ("progressive jpeg with wrong bytes", 12, lambda rng: flip(rng, encode(draw(rng), "JPEG", progressive=True))),
        ("png with wrong pixels, right checksums", 22, damage_png),
        ("cut picture", 18, cut),
        ("png that lies about its size", 12, lie),
        ("noise after a magic number", 10, lambda rng: rng.choice(MAGICS) + rng.randbytes(4000)),
        ("jpeg with broken notes", 8, break_notes),
        ("something else", 12, masquerade),
    ]
    return [
        HostileFile(name=name, content=build(rng))
        for name, count, build in recipes
        for _ in range(math.ceil(count * share))
    ]


def list_bombs() -> list[HostileFile]:
    """Build eight files that are small and want much; this alone takes a quarter of a minute."""
    bombs = {
        "bomb of 64 megapixels, RGB": build_png(MOST_PIXELS, colour=2, depth=8),
        "bomb of 64 megapixels, RGBA": build_png(MOST_PIXELS, colour=6, depth=8),
        "bomb of 64 megapixels, 16-bit RGBA": build_png(MOST_PIXELS, colour=6, depth=16),
        "bomb of 900 megapixels": build_png((30_000, 30_000), colour=0, depth=1, pixels=b""),
        "jpeg of endless scans": build_endless_jpeg(),
        "png with 150 000 chunks": build_png((320, 320), chunks=[build_chunk(b"tEXt", b"a\0b")] * 150_000),
        "png with swollen text": build_png((320, 320), chunks=[build_chunk(b"zTXt", b"a\0\0" + swell(SWOLLEN_BYTES))]),
        "png with a swollen profile": build_png(
            (320, 320), chunks=[build_chunk(b"iCCP", b"a\0\0" + swell(SWOLLEN_BYTES))]
        ),
    }
    return [HostileFile(name=name, content=content) for name, content in bombs.items()]


def list_videos(seed: int) -> list[HostileFile]:
    """Build 10 videos."""
    rng = random.Random(seed)  # noqa: S311  # repeatable on purpose
    with TemporaryDirectory() as folder:
        whole = write_video(Path(folder) / "whole.mp4", width=720, seconds=1).read_bytes()
    contents = [
        *(flip(rng, whole) for _ in range(5)),
        whole[: len(whole) // 2],
        whole[:40] + rng.randbytes(5000),
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"RIFF" + struct.pack("<I", 5000) + b"AVI " + rng.randbytes(5000),
    ]
    return [HostileFile(name="bad video", content=content, is_video=True) for content in contents]


def encode(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def draw(rng: random.Random) -> Image.Image:
    noise = np.random.default_rng(rng.randrange(1 << 30)).integers(0, 256, (40, 50, 3), dtype=np.uint8)
    return Image.fromarray(noise).resize((400, 320), Image.Resampling.BICUBIC)


def flip(rng: random.Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(rng.randint(1, 40)):
        damaged[rng.randrange(8, len(damaged))] = rng.randrange(256)
    return bytes(damaged)


def cut(rng: random.Random) -> bytes:
    whole = encode(draw(rng), rng.choice(["JPEG", "PNG"]))
    return whole[: rng.randrange(1, len(whole))]


def damage_png(rng: random.Random) -> bytes:
    modes = ["RGB", "RGBA", "L", "P", "1", "I;16"]
    mode = rng.choice(modes)
    picture = Image.new("I;16", (400, 320), 3000) if mode == "I;16" else draw(rng).convert(mode)
    chunks = list(split_png(encode(picture, "PNG")))
    number = rng.randrange(len(chunks))
    name, content = chunks[number]
    chunks[number] = (name, flip(rng, bytes(8) + content)[8:] if content else rng.randbytes(9))
    return PNG_MAGIC + b"".join(build_chunk(*chunk) for chunk in chunks)


def lie(rng: random.Random) -> bytes:
    side = rng.choice([0, 1, 299, 301, 5000, 7900, 65_536, 1 << 31, (1 << 32) - 1])
    size = (side, rng.choice([side, 400]))
    return build_png(size, colour=rng.choice([0, 2, 3, 4, 6, 9]), depth=rng.choice([1, 8, 16, 3]), pixels=bytes(5000))


def break_notes(rng: random.Random) -> bytes:
    whole = encode(draw(rng), "JPEG")
    note = rng.choice([b"Exif\0\0II*\0", b"Exif\0\0MM\0*", b"ICC_PROFILE\0\1\2", b"MPF\0II*\0", b"Adobe\0"])
    body = note + rng.randbytes(rng.randint(1, 60_000))
    marker = rng.choice([b"\xff\xe1", b"\xff\xe2", b"\xff\xee"])
    return whole[:2] + marker + struct.pack(">H", min(len(body) + 2, 65_535)) + body + whole[2:]


def masquerade(rng: random.Random) -> bytes:
    others = [
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"PK\x03\x04" + rng.randbytes(2000),
        b"%PDF-1.7\n" + rng.randbytes(2000),
        b"%!PS\n(/etc/passwd) (r) file run",
        encode(draw(rng), "GIF"),
        encode(draw(rng), "BMP"),
        encode(draw(rng), "TIFF"),
        encode(draw(rng), "WEBP"),
        b"\x00\x00\x00\x20ftypheic" + rng.randbytes(3000),
        b"\0" * 3000,
        b"",
    ]
    return rng.choice(others)


def split_png(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(PNG_MAGIC)
    while place < len(content):
        (length,) = struct.unpack_from(">I", content, place)
        yield content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        place += 12 + length


def build_chunk(name: bytes, content: bytes) -> bytes:
    body = name + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def swell(size_bytes: int) -> bytes:
    """Compress that many zeros, piece by piece."""
    packer, piece = zlib.compressobj(9), bytes(1 << 20)
    parts = [packer.compress(piece) for _ in range(size_bytes // len(piece))]
    return b"".join(parts) + packer.flush()


def build_png(
    size: tuple[int, int],
    *,
    colour: int = 2,
    depth: int = 8,
    pixels: bytes | None = None,
    chunks: Sequence[bytes] = (),
) -> bytes:
    """Build a PNG of zeros, or one that has other pixels than it says."""
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, 0)
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colour, 1)
    needed = (size[0] * channels * depth // 8 + 1) * size[1]
    packed = swell(needed + (1 << 20)) if pixels is None else zlib.compress(pixels)
    body = [build_chunk(b"IHDR", header), *chunks, build_chunk(b"IDAT", packed), build_chunk(b"IEND", b"")]
    return PNG_MAGIC + b"".join(body)


def build_endless_jpeg() -> bytes:
    """Build a progressive JPEG whose last scan comes again and again, each time a walk through all pixels."""
    whole = encode(Image.new("L", (4000, 4000), 128), "JPEG", progressive=True)
    scan = whole[whole.rindex(b"\xff\xc4") : -2]
    return whole[:-2] + scan * ((LARGEST_BYTES - len(whole)) // len(scan)) + whole[-2:]
