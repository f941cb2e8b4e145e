"""Stand-ins for the media rooms that look at no pixel: they believe every file, except those that say they are bad."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from bot.errors import RequestRefused, ServiceFailed
from bot.media.picture_intake import PictureIntake
from bot.media.picture_order import AcceptedPicture
from bot.media.video_file import VideoFiles
from bot.media.video_probe import VideoProbe
from bot.ports import Attachment
from bot.request.generation_request import Aspect, Quality

BAD = b"bad"


@dataclass(frozen=True)
class FakeAttachment:
    """A picture that somebody handed in."""

    name: str = "day.png"
    content: bytes = b"day"

    async def read_chunks(self) -> AsyncIterator[bytes]:
        yield self.content


class FakePictureIntake(PictureIntake):
    """Takes any bytes for a picture of 640 by 360."""

    def __init__(self) -> None:
        #: What was asked for, in order: option, aspect and quality.
        self.orders: list[tuple[str, Aspect, Quality]] = []

    async def accept(
        self,
        attachment: Attachment,
        *,
        folder: Path,
        option: str,
        aspect: Aspect = Aspect.AUTO,
        quality: Quality = Quality.HD,
    ) -> AcceptedPicture:
        self.orders.append((option, aspect, quality))
        content = b"".join([chunk async for chunk in attachment.read_chunks()])
        if content.startswith(BAD):
            sentence = f"`{attachment.name}` is no picture."
            raise RequestRefused(sentence, option=option)
        await asyncio.to_thread(folder.mkdir, exist_ok=True)
        return _write(folder / f"{uuid4().hex}.jpg", content, notes=(f"`{attachment.name}` was repaired.",))

    async def closer_view(self, file: Path, *, to: Path) -> AcceptedPicture:
        return _copy(file, to, title=b"closer ")


class FakeVideoFiles(VideoFiles):
    """Takes any bytes for a video of 5 seconds."""

    def __init__(self) -> None:
        #: Raised by the next look at a video.
        self.fault: ServiceFailed | None = None

    async def probe_video(self, source: Path) -> VideoProbe:
        if self.fault is not None:
            raise self.fault
        return VideoProbe(
            width=1280,
            height=720,
            duration_seconds=5.0,
            frames_per_second=24.0,
            codec="h264",
            has_sound=False,
            size_bytes=_size_of(source),
        )

    async def write_poster(self, source: Path, *, to: Path) -> AcceptedPicture:
        return _copy(source, to, title=b"poster of ")

    async def write_last_frame(self, source: Path, *, to: Path) -> AcceptedPicture:
        return _copy(source, to, title=b"last frame of ")


def _size_of(file: Path) -> int:
    return file.stat().st_size


def _copy(source: Path, to: Path, *, title: bytes) -> AcceptedPicture:
    return _write(to, title + source.read_bytes())


def _write(file: Path, content: bytes, *, notes: tuple[str, ...] = ()) -> AcceptedPicture:
    file.write_bytes(content)
    return AcceptedPicture(
        file=file, media_type="image/jpeg", width=640, height=360, size_bytes=len(content), notes=notes
    )
