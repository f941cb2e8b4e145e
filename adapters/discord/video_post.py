"""Brings a video into a channel: whole, or as a smaller copy, or as a link, whichever comes first that fits."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import discord

from adapters.discord.errors import FileTooLarge, calling_discord
from adapters.discord.result import describe_file
from adapters.discord.sizes import UploadSizes, list_lower_rungs
from adapters.discord.video_stream import VideoStream
from bot.errors import ServiceFailed
from bot.job.card import FreshVideo
from bot.job.job import Video
from bot.media.work_folder import open_work_folder
from bot.messages import discord as sentences
from bot.ports import MediaStore

logger = logging.getLogger(__name__)

_UPLOAD_SECONDS = 300.0
_MEGABYTE = 1024 * 1024

#: Returns the public address of a stored file.
LinkMedia: TypeAlias = Callable[[str], str]


class VideoNotShrunk(ServiceFailed):
    """No copy of a video is small enough."""


class VideoShrinker(Protocol):
    """Makes smaller copies of videos."""

    async def fit_under(self, source: Path, *, to: Path, size_bytes: int) -> int:
        """Write a copy of at most `size_bytes`; raise `ServiceFailed` when that cannot be done."""


@dataclass(frozen=True, kw_only=True)
class Footage:
    """A video as it is to be shown."""

    video: Video
    #: Describes it to people who cannot see it.
    alt_text: str = ""
    #: It is hidden until somebody asks to see it.
    is_spoiler: bool = False
    #: Present while it is not in the media store yet.
    fresh: FreshVideo | None = None

    async def wait_to_show(self) -> None:
        """Return once people may see it."""
        if self.fresh is not None:
            await self.fresh.wait_until_stored()


@dataclass(frozen=True, kw_only=True)
class PreparedVideo:
    """A video in the form in which it is posted."""

    file: discord.File | None = None
    remarks: tuple[str, ...] = ()
    #: Where the original can be had, when it is not what was posted.
    link: str | None = None


#: Sends a message with a prepared video; what the library raises passes through.
SendVideo: TypeAlias = Callable[[PreparedVideo], Awaitable[discord.Message]]


class VideoPosting:
    """Finds the form in which a channel takes a video."""

    def __init__(
        self,
        *,
        media: MediaStore,
        shrinker: VideoShrinker,
        work_folder: Path,
        link: LinkMedia | None,
        size_memory: Path | None = None,
    ) -> None:
        """Make copies in `work_folder`; `link` is None where nothing can be reached from outside.

        What servers are found to take is written down in the file `size_memory`.
        """
        self._media = media
        self._shrinker = shrinker
        self._work_folder = work_folder
        self._link = link
        self._sizes = UploadSizes(size_memory)

    async def post(self, footage: Footage, *, guild: discord.Guild | None, send: SendVideo) -> discord.Message:
        """Send a video in the best form that goes through."""
        for limit_bytes in await self._sizes.list_rungs(guild):
            try:
                async with self._prepare(footage, limit_bytes=limit_bytes) as prepared:
                    return await _send(send, prepared)
            except FileTooLarge:
                await self._sizes.learn_refusal(guild, size_bytes=limit_bytes)
            except VideoNotShrunk:
                break
        await footage.wait_to_show()
        return await _send(send, self._prepare_link(footage.video))

    async def hand_out(self, footage: Footage, *, limit_bytes: int, send: SendVideo) -> discord.Message:
        """Send a video in the best form that goes through where Discord promised to take so many bytes."""
        for rung in list_lower_rungs(limit_bytes):
            try:
                async with self._prepare(footage, limit_bytes=rung) as prepared:
                    return await _send(send, prepared)
            except FileTooLarge:
                logger.info("Discord promised to take more than it takes")
            except VideoNotShrunk:
                break
        return await _send(send, self._prepare_link(footage.video))

    @asynccontextmanager
    async def _prepare(self, footage: Footage, *, limit_bytes: int) -> AsyncIterator[PreparedVideo]:
        video = footage.video
        async with self._lend(footage) as original:
            if video.size_bytes <= limit_bytes:
                with _open_file(original, footage) as file:
                    yield PreparedVideo(file=file)
                return
            async with open_work_folder(self._work_folder) as folder:
                copy = folder / "smaller.mp4"
                await self._shrink(original, copy, limit_bytes=limit_bytes)
                with _open_file(copy, footage) as file:
                    yield PreparedVideo(
                        file=file, remarks=(self._explain_copy(video, limit_bytes),), link=self._build_link(video)
                    )

    def _lend(self, footage: Footage) -> AbstractAsyncContextManager[Path]:
        return nullcontext(footage.fresh.file) if footage.fresh else self._media.local_copy(footage.video.key)

    async def _shrink(self, source: Path, to: Path, *, limit_bytes: int) -> None:
        try:
            await self._shrinker.fit_under(source, to=to, size_bytes=limit_bytes)
        except ServiceFailed as error:
            raise VideoNotShrunk(error.sentence, code=error.code) from error

    def _explain_copy(self, video: Video, limit_bytes: int) -> str:
        return sentences.smaller_copy(
            size_megabytes=video.size_bytes / _MEGABYTE, limit_megabytes=limit_bytes / _MEGABYTE
        )

    def _prepare_link(self, video: Video) -> PreparedVideo:
        size_megabytes, link = video.size_bytes / _MEGABYTE, self._build_link(video)
        if link is None:
            return PreparedVideo(remarks=(sentences.too_large_to_post(size_megabytes=size_megabytes),))
        return PreparedVideo(remarks=(sentences.only_a_link(size_megabytes=size_megabytes),), link=link)

    def _build_link(self, video: Video) -> str | None:
        return None if self._link is None else self._link(video.key)


async def _send(send: SendVideo, prepared: PreparedVideo) -> discord.Message:
    async with calling_discord(timeout_seconds=_UPLOAD_SECONDS):
        return await send(prepared)


@contextmanager
def _open_file(path: Path, footage: Footage) -> Iterator[discord.File]:
    with VideoStream(path, wait_to_show=footage.wait_to_show) as stream:
        file = discord.File(
            stream,
            # A name of our own: people's words have no place in file names.
            filename=f"flipbook-{footage.video.key[:8]}.mp4",
            description=describe_file(footage.alt_text) or None,
            spoiler=footage.is_spoiler,
        )
        try:
            yield file
        finally:
            # The library keeps a file open for another try; this gives it back.
            file.close()
