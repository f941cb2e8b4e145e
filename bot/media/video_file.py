"""Videos out: what a finished video is, its poster and its last frame.

This side only waits and looks at boxes; everything that decodes happens in `bot.media.video_worker`, in a worker.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, TypeVarTuple

from bot.errors import ServiceFailed
from bot.media.picture_order import AcceptedPicture, PictureLimits
from bot.media.video_boxes import read_ordinary_video
from bot.media.video_probe import VideoProbe
from bot.media.worker_function import WorkerFunction
from bot.media.worker_pool import StopReason, WorkerPool, WorkerStopped
from bot.messages import videos as messages

Args = TypeVarTuple("Args")
Result = TypeVar("Result")

PROBE_VIDEO: WorkerFunction[Path, VideoProbe] = WorkerFunction(module="bot.media.video_worker", name="probe_video")
WRITE_POSTER: WorkerFunction[Path, Path, int, AcceptedPicture] = WorkerFunction(
    module="bot.media.video_worker", name="write_poster"
)
WRITE_LAST_FRAME: WorkerFunction[Path, Path, int, AcceptedPicture] = WorkerFunction(
    module="bot.media.video_worker", name="write_last_frame"
)
SHRINK_VIDEO: WorkerFunction[Path, Path, int, int] = WorkerFunction(
    module="bot.media.video_shrinker", name="shrink_video"
)
#: Encoding takes this many times the time of any other call.
_SHRINKING_FACTOR = 10


class VideoFiles:
    """Reads finished videos; each call opens the file anew and raises `ServiceFailed` when it is unusable."""

    def __init__(self, *, pool: WorkerPool, limits: PictureLimits | None = None, timeout_seconds: float = 60.0) -> None:
        """Use the workers of `pool`; `limits` bound the pictures that are written, `timeout_seconds` each call."""
        self._pool = pool
        self._limits = limits or PictureLimits()
        self._timeout_seconds = timeout_seconds

    async def probe_video(self, source: Path) -> VideoProbe:
        """Tell what a video is, after making sure that it is whole; one that is not ordinary is decoded for that."""
        found = await asyncio.to_thread(read_ordinary_video, source)
        if found is not None:
            return found
        return await self._run(PROBE_VIDEO, source)

    async def write_poster(self, source: Path, *, to: Path) -> AcceptedPicture:
        """Write a frame that shows something as a JPEG of at most 1280 pixels a side."""
        return await self._run(WRITE_POSTER, source, to, self._limits.outcome_bytes)

    async def write_last_frame(self, source: Path, *, to: Path) -> AcceptedPicture:
        """Write the very last frame as a JPEG in full size."""
        return await self._run(WRITE_LAST_FRAME, source, to, self._limits.outcome_bytes)

    async def fit_under(self, source: Path, *, to: Path, size_bytes: int) -> int:
        """Write a copy of at most `size_bytes` as H.264, smaller in pixels where that is better; return its size."""
        timeout_seconds = self._timeout_seconds * _SHRINKING_FACTOR
        return await self._run(SHRINK_VIDEO, source, to, size_bytes, timeout_seconds=timeout_seconds)

    async def _run(
        self, function: Callable[[*Args], Result], *args: *Args, timeout_seconds: float | None = None
    ) -> Result:
        try:
            return await self._pool.run(function, *args, timeout_seconds=timeout_seconds or self._timeout_seconds)
        except WorkerStopped as error:
            if error.reason is StopReason.CRASH:
                raise ServiceFailed(messages.video_is_damaged(), code=error.code) from error
            raise ServiceFailed(messages.video_is_too_demanding(), code=error.code) from error
