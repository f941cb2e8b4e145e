"""What a file is, told from its first bytes and never from its name."""

from enum import Enum


class FileKind(Enum):
    """Every kind of file we can name; the value is what people call it."""

    PNG = "PNG"
    JPEG = "JPEG"
    WEBP = "WebP"
    GIF = "GIF"
    AVIF = "AVIF"
    HEIC = "HEIC"
    TIFF = "TIFF"
    BMP = "BMP"
    MP4 = "MP4 video"
    OTHER_VIDEO = "video"
    PDF = "PDF"
    SVG = "SVG drawing"
    HTML = "web page"
    ZIP = "ZIP archive"
    OTHER_ARCHIVE = "archive"
    EPS = "EPS drawing"
    PHOTOSHOP = "Photoshop document"
    ICON = "Windows icon"
    JPEG_XL = "JPEG XL picture"
    JPEG_2000 = "JPEG 2000 picture"
    AUDIO = "sound file"
    TEXT = "text file"
    EMPTY = "empty file"
    UNKNOWN = "file of an unknown kind"


PICTURE_KINDS = frozenset(
    {
        FileKind.PNG,
        FileKind.JPEG,
        FileKind.WEBP,
        FileKind.GIF,
        FileKind.AVIF,
        FileKind.HEIC,
        FileKind.TIFF,
        FileKind.BMP,
    }
)

#: So many bytes are enough for `tell_file_kind`.
OPENING_BYTES = 4096

_OPENINGS: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
    (b"II+\x00", FileKind.TIFF),
    (b"MM\x00+", FileKind.TIFF),
    (b"PK\x03\x04", FileKind.ZIP),
    (b"PK\x05\x06", FileKind.ZIP),
    (b"\x1f\x8b", FileKind.OTHER_ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.OTHER_ARCHIVE),
    (b"Rar!\x1a\x07", FileKind.OTHER_ARCHIVE),
    (b"%!PS", FileKind.EPS),
    (b"\xc5\xd0\xd3\xc6", FileKind.EPS),
    (b"8BPS", FileKind.PHOTOSHOP),
    (b"\x00\x00\x01\x00", FileKind.ICON),
    (b"\xff\x0a", FileKind.JPEG_XL),
    (b"\x00\x00\x00\x0cJXL ", FileKind.JPEG_XL),
    (b"\x00\x00\x00\x0cjP  ", FileKind.JPEG_2000),
    (b"\xff\x4f\xff\x51", FileKind.JPEG_2000),
    (b"\x1a\x45\xdf\xa3", FileKind.OTHER_VIDEO),
    (b"\x00\x00\x01\xba", FileKind.OTHER_VIDEO),
    (b"FLV\x01", FileKind.OTHER_VIDEO),
    (b"OggS", FileKind.AUDIO),
    (b"ID3", FileKind.AUDIO),
    (b"fLaC", FileKind.AUDIO),
    (b"BM", FileKind.BMP),
)
_RIFF_FORMS = {b"WEBP": FileKind.WEBP, b"AVI ": FileKind.OTHER_VIDEO, b"WAVE": FileKind.AUDIO}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})


def tell_file_kind(opening: bytes) -> FileKind:
    """Name the kind of a file by its first `OPENING_BYTES` bytes."""
    if not opening:
        return FileKind.EMPTY
    if opening[4:8] == b"ftyp":
        return _kind_of_brands(opening)
    if opening[:4] == b"RIFF":
        return _RIFF_FORMS.get(opening[8:12], FileKind.UNKNOWN)
    for signature, kind in _OPENINGS:
        if opening.startswith(signature):
            return kind
    return _kind_of_text(opening)


def _kind_of_brands(opening: bytes) -> FileKind:
    end = min(int.from_bytes(opening[:4]), len(opening))
    brands = {opening[8:12]} | {opening[start : start + 4] for start in range(16, end, 4)}
    # An AVIF may carry the general brand `mif1` first; a HEIC never carries `avif`.
    if brands & _AVIF_BRANDS:
        return FileKind.AVIF
    return FileKind.HEIC if brands & _HEIC_BRANDS else FileKind.MP4


def _kind_of_text(opening: bytes) -> FileKind:
    # Readers of PDF accept rubbish before the header, so senders produce it.
    if b"%PDF-" in opening[:1024]:
        return FileKind.PDF
    text = opening.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n").casefold()
    if "<svg" in text:
        return FileKind.SVG
    if text.startswith(("<!doctype html", "<html", "<head", "<body")):
        return FileKind.HTML
    return FileKind.TEXT if _is_text(opening) else FileKind.UNKNOWN


def _is_text(opening: bytes) -> bool:
    control = set(range(32)) - set(b"\t\n\f\r")
    return not control.intersection(opening)
