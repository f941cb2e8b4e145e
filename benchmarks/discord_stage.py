"""What the Discord measurements share: a local Discord with people in it, a host for videos, and a bot to be measured.

No figure is computed here but percentiles.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np
from aiohttp import web

from benchmarks.discord_process import BotOrder, BotProcess, Kind, open_process
from tests.adapters.studio.renderer.pictures import draw_scene
from tests.end_to_end.pictures import write_landscape
from tests.servers.discord.rate_limits import RateLimits
from tests.servers.discord.records import Channel, Interaction, Upload, User
from tests.servers.discord.server import LocalDiscord, local_discord

_FRAMES_PER_SECOND = 24
_BITS_PER_SECOND = 8_000_000
_VIDEO_PATH = "/video.mp4"
#: The option that takes a picture has another name in the smallest bot.
_PICTURE_OPTIONS = {Kind.DEFERRER: "image", Kind.COURIER: "image", Kind.FLIPBOOK: "first"}


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


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A local Discord before the bot comes in."""

    discord: LocalDiscord
    channels: Sequence[Channel]
    people: Sequence[User]
    picture: Upload
    host: VideoHost
    folder: Path

    async def ask(self, kind: Kind, number: int) -> Interaction:
        """Let the person whose turn it is ask for a video."""
        return await self.discord.slash(
            "animate",
            {"prompt": f"waves, number {number}"},
            user=self.people[number % len(self.people)],
            channel=self.channels[number % len(self.channels)],
            attachments={_PICTURE_OPTIONS[kind]: self.picture},
        )

    async def ask_steadily(self, kind: Kind, *, count: int, per_second: float) -> list[Interaction]:
        """Ask so often, at even distances."""
        clock = asyncio.get_running_loop().time
        began, asked = clock(), []
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / per_second - clock()))
            asked.append(await self.ask(kind, number))
        return asked

    @asynccontextmanager
    async def run_bot(
        self, kind: Kind, *, render_seconds: float = 5, settings: dict[str, int] | None = None
    ) -> AsyncIterator[BotProcess]:
        """Let a bot live while the block runs, and listen when it begins."""
        order = BotOrder(
            kind=kind,
            origin=self.discord.origin,
            token=self.discord.token,
            folder=self.folder,
            video_url=self.host.url,
            render_seconds=render_seconds,
            settings=settings or {},
        )
        async with open_process(order) as bot:
            if kind is not Kind.CORE:
                await self.discord.ready()
            yield bot


@asynccontextmanager
async def open_stage(
    *, channels: int = 1, people: int = 1, guilds: int = 1, limits: RateLimits | None = None, video: bytes = b""
) -> AsyncIterator[Stage]:
    """Open a local Discord with so many servers, all channels and people being in the first one."""
    with TemporaryDirectory() as name:
        host = VideoHost(content=video)
        async with local_discord(limits=limits, is_validated=False) as discord, _serve_video(host):
            first, *_ = [discord.add_guild(f"Studio {number}") for number in range(guilds)]
            path = await asyncio.to_thread(write_landscape, Path(name, "day.png"), size=(640, 360))
            content = await asyncio.to_thread(path.read_bytes)
            yield Stage(
                discord=discord,
                channels=[discord.add_channel(first, f"channel-{number}") for number in range(channels)],
                people=[discord.add_member(first, f"Person {number}") for number in range(people)],
                picture=Upload(filename="day.png", content=content, content_type="image/png"),
                host=host,
                folder=Path(name),
            )


@asynccontextmanager
async def _serve_video(host: VideoHost) -> AsyncIterator[None]:
    app = web.Application()
    app.router.add_get(_VIDEO_PATH, host.serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address, port = runner.addresses[0][:2]
        host.url = f"http://{address}:{port}{_VIDEO_PATH}"
        yield
    finally:
        await runner.cleanup()


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
