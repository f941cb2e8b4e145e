"""The whole way of an attachment, through a real worker."""

from pathlib import Path

import pytest
from PIL import Image

from bot.errors import RequestRefused
from bot.media.picture_intake import PictureIntake
from bot.media.picture_order import PictureLimits
from bot.media.worker_pool import StopReason, WorkerPool, open_worker_pool
from bot.request.generation_request import Aspect, Quality
from tests.bot.media.attachments import BytesAttachment
from tests.bot.media.heic import build_heic
from tests.bot.media.pictures import encode, gradient, noise
from tests.bot.media.stopping_pool import StoppingPool


def files_in(folder: Path) -> list[Path]:
    """List what was left behind."""
    return list(folder.iterdir())


async def test_accepts_a_picture(pool: WorkerPool, tmp_path: Path) -> None:
    attachment = BytesAttachment(encode(gradient(), "PNG"))

    accepted = await PictureIntake(pool=pool).accept(attachment, folder=tmp_path, option="first")

    assert (accepted.width, accepted.height, accepted.media_type) == (400, 300, "image/jpeg")
    assert accepted.file in files_in(tmp_path)


async def test_brings_a_picture_into_the_wanted_shape(pool: WorkerPool, tmp_path: Path) -> None:
    attachment = BytesAttachment(encode(gradient(), "PNG"))

    accepted = await PictureIntake(pool=pool).accept(attachment, folder=tmp_path, option="first", aspect=Aspect.SQUARE)

    assert (accepted.width, accepted.height) == (400, 400)


async def test_keeps_more_pixels_for_4k(pool: WorkerPool, tmp_path: Path) -> None:
    attachment = BytesAttachment(encode(Image.new("RGB", (4000, 2250)), "JPEG"))

    accepted = await PictureIntake(pool=pool).accept(
        attachment, folder=tmp_path, option="first", quality=Quality.ULTRA_HD
    )

    assert (accepted.width, accepted.height) == (3840, 2160)


async def test_accepts_a_heic_photo_of_12_megabytes(pool: WorkerPool, tmp_path: Path) -> None:
    photo = build_heic(noise(3200, 2600), crf=1)

    accepted = await PictureIntake(pool=pool).accept(BytesAttachment(photo), folder=tmp_path, option="first")

    assert len(photo) > 12_000_000
    assert accepted.size_bytes <= 10_000_000
    assert "saved it anew as a JPEG" in accepted.notes[0]


async def test_refuses_for_the_option_the_picture_was_given_for(pool: WorkerPool, tmp_path: Path) -> None:
    broken = BytesAttachment(encode(gradient(), "JPEG")[:3000], name="night.jpg")

    with pytest.raises(RequestRefused, match=r"`night\.jpg` is damaged or incomplete") as refusal:
        await PictureIntake(pool=pool).accept(broken, folder=tmp_path, option="last")

    assert refusal.value.option == "last"


async def test_refuses_what_needs_too_much_memory(tmp_path: Path) -> None:
    large = BytesAttachment(encode(Image.new("RGB", (8000, 8000)), "PNG", compress_level=1))

    async with open_worker_pool(workers=1, memory_bytes=300_000_000) as frugal:
        with pytest.raises(RequestRefused, match="needs more memory to decode than I may use"):
            await PictureIntake(pool=frugal).accept(large, folder=tmp_path, option="first")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (StopReason.TIME, "could not be decoded within 3 seconds"),
        (StopReason.MEMORY, "needs more memory"),
        (StopReason.CRASH, "is damaged or incomplete"),
    ],
)
async def test_says_why_a_worker_was_stopped(tmp_path: Path, reason: StopReason, sentence: str) -> None:
    intake = PictureIntake(pool=StoppingPool(reason), limits=PictureLimits(decoding_seconds=3))

    with pytest.raises(RequestRefused, match=sentence):
        await intake.accept(BytesAttachment(encode(gradient(), "PNG")), folder=tmp_path, option="first")


async def test_derives_a_closer_view(pool: WorkerPool, tmp_path: Path) -> None:
    frame = tmp_path / "last.jpg"
    gradient(560, 336).save(frame)

    closer = await PictureIntake(pool=pool).closer_view(frame, to=tmp_path / "closer.jpg")

    assert (closer.width, closer.height) == (560, 336)
    assert closer.file.read_bytes() != frame.read_bytes()
