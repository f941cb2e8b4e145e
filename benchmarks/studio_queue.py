"""A hundred tasks at once from two keys: none may be lost, the order is to be fair, queries are to be answered soon.

Run with `python benchmarks/studio_queue.py`. The renderer is the real one unless `--quick` asks for one that only
writes a few bytes; with `--quick` the queue itself is what is measured.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import ClientSession, FormData
from PIL import Image
from pydantic import SecretStr

from adapters.studio.renderer.render import render as render_scene
from adapters.studio.renderer.scene import Scene
from adapters.studio.server import serve_studio
from adapters.studio.settings import StudioKey, StudioSettings

TASKS = 100
FIRST_KEY, SECOND_KEY = "sk-bench-first", "sk-bench-second"
#: The second key comes last and has few tasks: fairness is that it need not wait for all of the first one's.
SECOND_SHARE = 0.1
P99_LIMIT_MILLISECONDS = 50.0
FINISHED = frozenset({"completed", "failed", "cancelled"})


@dataclass
class Measurements:
    """What a run has seen so far."""

    query_milliseconds: list[float] = field(default_factory=list)
    finished: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)


def write_bytes(scene: Scene, output: Path, *, report: Callable[[float], None], stopped: Callable[[], bool]) -> None:
    """Stand in for the renderer: 50 milliseconds of work and a few bytes."""
    deadline = time.monotonic() + 0.05
    while time.monotonic() < deadline and not stopped():
        report(0.5)
    output.write_bytes(b"\0\0\0\x18ftypmp42" + scene.task_id.encode())


async def upload_picture(session: ClientSession, key: str, folder: Path) -> str:
    """Upload a picture and return its link."""
    path = folder / "picture.jpg"
    await asyncio.to_thread(Image.effect_noise((1280, 720), 40).convert("RGB").save, path)
    form = FormData()
    form.add_field("file", await asyncio.to_thread(path.read_bytes), filename=path.name)
    headers = {"Authorization": f"Bearer {key}"}
    async with session.post("/api/v1/files/upload/stream", data=form, headers=headers) as response:
        link: str = (await response.json())["data"]["file_url"]
        return link


async def submit(session: ClientSession, key: str, link: str, number: int) -> str:
    """Submit one task and return its id."""
    body = {
        "model": "kling-v3-image-to-video",
        "image_start": link,
        "prompt": f"Slow push in, number {number}",
        "duration": 3,
    }
    headers = {"Authorization": f"Bearer {key}"}
    async with session.post("/v1/videos/generations", json=body, headers=headers) as response:
        task_id: str = (await response.json())["id"]
        return task_id


async def follow(session: ClientSession, key: str, task_id: str, seen: Measurements) -> None:
    """Query one task until it is over, timing every query."""
    while True:
        began_at = time.perf_counter()
        async with session.get(f"/v1/tasks/{task_id}", headers={"Authorization": f"Bearer {key}"}) as response:
            task = await response.json()
        seen.query_milliseconds.append((time.perf_counter() - began_at) * 1000)
        if task["status"] in FINISHED:
            seen.finished.append(task_id)
            seen.outcomes[task.get("error", {}).get("message", task["status"])] += 1
            return
        await asyncio.sleep(1.0)


@asynccontextmanager
async def open_studio_process(data_dir: Path, *, is_quick: bool) -> AsyncIterator[str]:
    """Run the studio beside us, as it runs beside the bot, and lend its base URL."""
    arguments = [sys.executable, __file__, "--serve", str(data_dir), *(["--quick"] if is_quick else [])]
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    output = process.stdout or asyncio.StreamReader()
    try:
        yield (await output.readline()).decode().strip()
    finally:
        process.terminate()
        await process.wait()


async def serve(data_dir: Path, *, is_quick: bool) -> None:
    """Be the studio."""
    keys = tuple(StudioKey(token=SecretStr(token)) for token in (FIRST_KEY, SECOND_KEY))
    settings = StudioSettings(data_dir=data_dir, keys=keys)
    render = write_bytes if is_quick else render_scene
    await serve_studio(settings, announce=lambda base_url: print(base_url, flush=True), render=render)


async def measure(folder: Path, *, count: int, is_quick: bool) -> dict[str, object]:
    """Run the whole thing once."""
    seen = Measurements()
    second_count = round(count * SECOND_SHARE)
    async with (
        open_studio_process(folder / "data", is_quick=is_quick) as base_url,
        ClientSession(base_url) as session,
    ):
        link = await upload_picture(session, FIRST_KEY, folder)
        began_at = time.monotonic()
        first = [await submit(session, FIRST_KEY, link, number) for number in range(count - second_count)]
        second = [await submit(session, SECOND_KEY, link, number) for number in range(second_count)]
        submitted_seconds = time.monotonic() - began_at
        async with asyncio.TaskGroup() as group:
            for key, task_ids in ((FIRST_KEY, first), (SECOND_KEY, second)):
                for task_id in task_ids:
                    group.create_task(follow(session, key, task_id, seen))
                    await asyncio.sleep(1.0 / count)
    last_of_second = max(seen.finished.index(task_id) for task_id in second) + 1
    return {
        "tasks": count,
        "outcomes": dict(seen.outcomes),
        "seconds in all": round(time.monotonic() - began_at, 1),
        "milliseconds per submission": round(1000 * submitted_seconds / count, 1),
        "queries": len(seen.query_milliseconds),
        "query p50 milliseconds": round(statistics.median(seen.query_milliseconds), 1),
        "query p99 milliseconds": round(statistics.quantiles(seen.query_milliseconds, n=100)[98], 1),
        "query p99 limit milliseconds": P99_LIMIT_MILLISECONDS,
        "place at which the second key's last task ended": last_of_second,
        "the same place if served in order of arrival": count,
    }


def main() -> None:
    """Print the measurements as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="measure the queue without the renderer")
    parser.add_argument("--tasks", type=int, default=TASKS)
    parser.add_argument("--serve", type=Path, metavar="FOLDER", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        asyncio.run(serve(arguments.serve, is_quick=arguments.quick))
        return
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(measure(Path(folder), count=arguments.tasks, is_quick=arguments.quick)), indent=2))


if __name__ == "__main__":
    main()
