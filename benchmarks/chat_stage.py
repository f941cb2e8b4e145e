"""What the chat measurements share: a host for videos, people who ask at an even pace, and how figures are told."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import av
import numpy as np
from aiohttp import web

from tests.adapters.studio.renderer.pictures import draw_scene

_FRAMES_PER_SECOND = 24
_BITS_PER_SECOND = 8_000_000
_VIDEO_PATH = "/video.mp4"

Asked = TypeVar("Asked")


@dataclass(kw_only=True)
class VideoHost:
    """Serves one video, and remembers when it was asked for and when the last byte had gone."""

    content: bytes
    url: str = ""
    asked_at: list[float] = field(default_factory=list)
    sent_at: list[float] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Send the video."""
        self.asked_at.append(read_seconds())
        response = web.StreamResponse(headers={"Content-Type": "video/mp4"})
        response.content_length = len(self.content)
        await response.prepare(request)
        await response.write(self.content)
        await response.write_eof()
        self.sent_at.append(read_seconds())
        return response


@asynccontextmanager
async def serve_video(content: bytes) -> AsyncIterator[VideoHost]:
    """Lend a host that serves `content`."""
    host = VideoHost(content=content)
    app = web.Application()
    app.router.add_get(_VIDEO_PATH, host.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address, port = runner.addresses[0][:2]
        host.url = f"http://{address}:{port}{_VIDEO_PATH}"
        yield host
    finally:
        await runner.cleanup()


async def ask_steadily(ask: Callable[[int], Awaitable[Asked]], *, count: int, per_second: float) -> list[Asked]:
    """Ask so often, at even distances, and return what was asked; `ask` takes the number.

    The platform remembers all that happened, and does not stop meanwhile to look whether it is garbage.
    """
    clock = asyncio.get_running_loop().time
    gc.collect()
    gc.disable()
    try:
        began, asked = clock(), []
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / per_second - clock()))
            asked.append(await ask(number))
        return asked
    finally:
        gc.enable()


def build_video(*, seconds: int = 5, width: int = 1280, height: int = 720) -> bytes:
    """Encode a moving scene at about the rate at which the paid service sends its videos."""
    scene = draw_scene(width + seconds * _FRAMES_PER_SECOND, height)
    with TemporaryDirectory() as folder:
        path = Path(folder, "video.mp4")
        with av.open(path, "w", options={"movflags": "+faststart"}) as container:
            stream = container.add_stream("libx264", rate=_FRAMES_PER_SECOND, options={"preset": "ultrafast"})
            stream.pix_fmt, stream.bit_rate = "yuv420p", _BITS_PER_SECOND
            stream.width, stream.height = width, height
            for left in range(seconds * _FRAMES_PER_SECOND):
                picture = np.ascontiguousarray(scene[:, left : left + width])
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(stream.encode())
        return path.read_bytes()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which this share of all lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def print_load() -> None:
    """Say how busy the machine is, as a figure is worth little without."""
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} processor cores")


def read_seconds() -> float:
    """Return the seconds of the epoch, which are the same in every process."""
    return datetime.now(UTC).timestamp()
