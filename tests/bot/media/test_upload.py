"""Uploads are counted, timed and looked at while they arrive."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.errors import RequestRefused
from bot.media.file_kind import FileKind
from bot.media.picture_order import PictureLimits
from bot.media.upload import PictureUpload
from tests.bot.media.attachments import CHUNK_BYTES, BytesAttachment
from tests.bot.media.pictures import encode, gradient


class StalledAttachment(BytesAttachment):
    """Begins and never goes on."""

    async def read_chunks(self) -> AsyncIterator[bytes]:
        yield b"\x89PNG"
        await asyncio.Event().wait()


def upload(attachment: BytesAttachment, *, limits: PictureLimits | None = None) -> PictureUpload:
    """Expect a picture for the first frame."""
    return PictureUpload(attachment, option="first", limits=limits or PictureLimits())


async def test_saves_every_byte(tmp_path: Path) -> None:
    content = b"BM" + bytes(2_500_000)

    kind = await upload(BytesAttachment(content)).save(tmp_path / "upload")

    assert kind is FileKind.BMP
    assert (tmp_path / "upload").read_bytes() == content


async def test_makes_the_folder_that_it_writes_into(tmp_path: Path) -> None:
    content = encode(gradient(8, 8), "PNG")

    await upload(BytesAttachment(content)).save(tmp_path / "new" / "upload")

    assert (tmp_path / "new" / "upload").read_bytes() == content


async def test_saves_what_is_shorter_than_its_opening(tmp_path: Path) -> None:
    content = encode(gradient(8, 8), "PNG")

    kind = await upload(BytesAttachment(content)).save(tmp_path / "upload")

    assert kind is FileKind.PNG
    assert (tmp_path / "upload").read_bytes() == content


async def test_refuses_a_file_that_is_too_large(tmp_path: Path) -> None:
    attachment = BytesAttachment(b"BM" + bytes(1_000_000))

    with pytest.raises(RequestRefused, match=r"`day\.png` is larger than 0\.1 MB") as refusal:
        await upload(attachment, limits=PictureLimits(upload_bytes=100_000)).save(tmp_path / "upload")

    assert refusal.value.option == "first"
    assert attachment.bytes_read == 2 * CHUNK_BYTES
    assert attachment.is_closed


async def test_refuses_a_pdf_as_soon_as_it_shows(tmp_path: Path) -> None:
    attachment = BytesAttachment(b"%PDF-1.7" + bytes(1_000_000), name="scan.png")

    with pytest.raises(RequestRefused, match=r"`scan\.png` is a PDF\. I can animate PNG, JPEG, WebP"):
        await upload(attachment).save(tmp_path / "upload")

    assert attachment.bytes_read == CHUNK_BYTES


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty: it has 0 bytes"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "is an SVG drawing"),
        (b"<!doctype html><title>404</title>", "is a web page"),
        (b"PK\x03\x04", "is a ZIP archive"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom", "is an MP4 video"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "is an EPS drawing"),
        (b"Just some words.", "is a text file"),
        (b"\x00\x01\x02\x03", "is a file of an unknown kind"),
    ],
)
async def test_names_what_is_no_picture(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(RequestRefused, match=sentence):
        await upload(BytesAttachment(content)).save(tmp_path / "upload")


async def test_gives_up_on_an_attachment_that_stalls(tmp_path: Path) -> None:
    with pytest.raises(RequestRefused, match=r"did not arrive within 0\.01 seconds"):
        await upload(StalledAttachment(b""), limits=PictureLimits(reading_seconds=0.01)).save(tmp_path / "upload")
