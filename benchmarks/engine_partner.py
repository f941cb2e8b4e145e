"""The world outside of the engine's measurements, in a process of its own: a video API and a chat that takes posts.

`python -m benchmarks.engine_partner SECONDS` prints one line of JSON with its addresses; tasks take so many seconds.
"""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Self

from aiohttp import ClientSession, web

from tests.servers.video_api import run_video_api
from tests.servers.video_api_state import ServedTask, TaskStep, build_video

_COMPLETED = TaskStep(status="completed", progress=100)
_WORKING = TaskStep(status="processing", progress=40)
_VIDEO_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Partner:
    """Where the outside is."""

    api_url: str
    chat_url: str
    key: str

    @classmethod
    def parse(cls, line: bytes) -> Self:
        """Read what the process printed."""
        return cls(**json.loads(line))


async def serve(task_seconds: float) -> None:
    """Serve both until the process is killed."""
    async with run_video_api() as api, asyncio.TaskGroup() as tasks, ClientSession() as session:
        api.video, api.credits = build_video(_VIDEO_BYTES), 1e12

        async def work(task: ServedTask) -> None:
            await asyncio.sleep(task_seconds)
            task.steps.clear()
            task.steps.append(_COMPLETED)
            url = task.body.get("callback_url")
            if isinstance(url, str):
                async with session.post(url.replace("https://", "http://"), json={"id": task.id}):
                    pass

        def begin(task: ServedTask) -> None:
            # Measurements ask for thousands of them, so what was asked is not kept.
            api.calls.clear()
            if task_seconds == 0:
                task.steps.clear()
                task.steps.append(_COMPLETED)
                return
            task.steps.clear()
            task.steps.append(_WORKING)
            tasks.create_task(work(task))

        api.on_accept = begin
        chat_url = await _serve_chat()
        sys.stdout.write(json.dumps({"api_url": api.base_url, "chat_url": chat_url, "key": api.key}) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


async def _serve_chat() -> str:
    posts: dict[str, int] = {}

    async def post(request: web.Request) -> web.Response:
        await request.read()
        number = posts.setdefault(request.match_info["marker"], len(posts))
        return web.json_response({"id": str(number)})

    app = web.Application()
    app.router.add_post("/posts/{marker}", post)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}"


@asynccontextmanager
async def open_partner(*, task_seconds: float = 0.0) -> AsyncIterator[Partner]:
    """Lend a partner in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.engine_partner", str(task_seconds), stdout=asyncio.subprocess.PIPE
    )
    try:
        yield Partner.parse(await process.stdout.readline() if process.stdout else b"")
    finally:
        process.kill()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
