"""Two hundred files and calls that mean harm, one after the other, against a studio in a process of its own.

For each: how it ended, how long that took from submission to the end of its task, and the most memory that the render
process held meanwhile. None may end the render process by itself, none may take more than 5 s or 512 MB, and
afterwards both processes are to be as small as before. Linux only. Run: python benchmarks/studio_hostile.py [SEED]
"""

import asyncio
import io
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr
from yarl import URL

from adapters.studio.server import serve_studio
from adapters.studio.settings import StudioKey, StudioSettings
from tests.adapters.studio.hostile_calls import HostileCall, list_calls
from tests.adapters.studio.hostile_files import HostileFile, build_png, list_bombs, list_pictures, list_videos

KEY = "sk-bench"
CALLS = 60
LONGEST_SECONDS, MOST_MEGABYTES = 5.0, 512.0
FINISHED = frozenset({"completed", "failed", "cancelled"})
GOOD = "good"


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one file or call ended."""

    name: str
    outcome: str
    seconds: float
    megabytes: float = 0.0
    #: Whether the render process is another one than before.
    replaced: bool = False


@dataclass(frozen=True, kw_only=True)
class Target:
    """The studio under fire."""

    session: ClientSession
    files_url: str
    server_pid: int

    async def find_worker(self) -> int:
        """Give the process id of the one render process, waiting for it where it is being replaced."""
        while True:
            pid = find_render_process(self.server_pid)
            if pid is not None:
                return pid
            await asyncio.sleep(0.02)


def find_render_process(server_pid: int) -> int | None:
    """Look through the children of a studio, which its threads started."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for children in Path(f"/proc/{server_pid}/task").glob("*/children"):
            for pid in children.read_text().split():
                if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text():
                    return int(pid)
    return None


def forget_highest_memory(pid: int) -> None:
    """Have Linux measure the highest memory of a process from now on."""
    with suppress(OSError):
        Path(f"/proc/{pid}/clear_refs").write_text("5")


def read_megabytes(pid: int, name: str) -> float:
    """Read one of the sizes that Linux keeps of a process; 0 when it is gone."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0


async def throw_file(target: Target, file: HostileFile, number: str) -> Ending:
    """Make an element of a file, which takes everything that a picture goes through but the drawing."""
    worker = await target.find_worker()
    forget_highest_memory(worker)
    url, good = f"{target.files_url}/{number}", f"{target.files_url}/{GOOD}"
    pictures = {"element_image_list": {"frontal_image": url, "refer_images": [{"image_url": good}]}}
    videos = {"element_video_list": {"refer_videos": [{"video_url": url}]}}
    kind = (
        {"reference_type": "video_refer", **videos} if file.is_video else {"reference_type": "image_refer", **pictures}
    )
    params = {"element_name": "thing", "element_description": "A thing", **kind}
    body = {"model": "kling-custom-element", "model_params": params}
    began_at, most = time.perf_counter(), 0.0
    async with target.session.post("/v1/videos/generations", json=body) as response:
        task = await response.json()
    while task.get("status") not in FINISHED:
        await asyncio.sleep(0.01)
        most = max(most, read_megabytes(worker, "VmHWM"))
        async with target.session.get(f"/v1/tasks/{task['id']}") as response:
            task = await response.json()
    seconds = time.perf_counter() - began_at
    most = max(most, read_megabytes(worker, "VmHWM"))
    outcome = task["error"]["message"] if "error" in task else task["status"]
    return Ending(
        name=file.name,
        outcome=outcome,
        seconds=seconds,
        megabytes=most,
        replaced=await target.find_worker() != worker,
    )


async def throw_call(target: Target, base_url: str, call: HostileCall) -> Ending:
    """Make one call."""
    headers = {"Content-Type": "application/json", **call.headers}
    address = URL(base_url + call.path, encoded=True)
    began_at = time.perf_counter()
    async with target.session.request(call.method, address, data=io.BytesIO(call.body), headers=headers) as response:
        await response.read()
    seconds = time.perf_counter() - began_at
    return Ending(name=f"{call.method} {call.path[:50]}", outcome=f"status {response.status}", seconds=seconds)


@asynccontextmanager
async def open_files(files: dict[str, bytes]) -> AsyncIterator[str]:
    """Serve files by name."""

    async def serve_file(request: web.Request) -> web.Response:
        return web.Response(body=files[request.match_info["name"]])

    application = web.Application()
    application.router.add_get("/{name}", serve_file)
    async with TestServer(application) as server:
        yield str(server.make_url("")).rstrip("/")


@asynccontextmanager
async def open_studio_process(data_dir: Path) -> AsyncIterator[tuple[str, int]]:
    """Run a studio with one render process and lend its base URL and process id."""
    arguments = [sys.executable, __file__, "--serve", str(data_dir)]
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    output = process.stdout or asyncio.StreamReader()
    try:
        yield (await output.readline()).decode().strip(), process.pid
    finally:
        process.terminate()
        await process.wait()


async def serve(data_dir: Path) -> None:
    """Be the studio."""
    keys = (StudioKey(token=SecretStr(KEY)),)
    settings = StudioSettings(data_dir=data_dir, keys=keys, workers=1, allow_insecure_callbacks=True)
    await serve_studio(settings, announce=lambda base_url: print(base_url, flush=True))


async def measure(folder: Path, seed: int) -> dict[str, object]:
    """Throw everything and sum up."""
    thrown = [*list_pictures(seed), *list_bombs(), *list_videos(seed)]
    contents = {GOOD: build_png((320, 320)), **{str(number): file.content for number, file in enumerate(thrown)}}
    good = HostileFile(name=GOOD, content=b"")
    async with (
        open_files(contents) as files_url,
        open_studio_process(folder / "data") as (base_url, server_pid),
        ClientSession(base_url, headers={"Authorization": f"Bearer {KEY}"}) as session,
    ):
        target = Target(session=session, files_url=files_url, server_pid=server_pid)
        await throw_file(target, good, GOOD)
        before = read_megabytes(await target.find_worker(), "VmRSS"), read_megabytes(server_pid, "VmRSS")
        endings = [await throw_file(target, file, str(number)) for number, file in enumerate(thrown)]
        answers = [await throw_call(target, base_url, call) for call in list_calls(seed, CALLS)]
        # A few tasks of the calls may still be on their way.
        after_all = await throw_file(target, good, GOOD)
        after = read_megabytes(await target.find_worker(), "VmRSS"), read_megabytes(server_pid, "VmRSS")
    return summarise(endings, answers, after_all) | {
        "render process MB before and after": [round(before[0]), round(after[0])],
        "server process MB before and after": [round(before[1]), round(after[1])],
    }


def summarise(endings: list[Ending], answers: list[Ending], after_all: Ending) -> dict[str, object]:
    """Give the figures that count."""
    slowest = sorted([*endings, *answers], key=lambda ending: -ending.seconds)[:5]
    largest = sorted(endings, key=lambda ending: -ending.megabytes)[:5]
    died = [ending.name for ending in endings if "could not be decoded. Save" in ending.outcome]
    return {
        "files": len(endings),
        "calls": len(answers),
        "how files ended": dict(Counter(ending.outcome for ending in endings)),
        "how calls ended": dict(Counter(ending.outcome for ending in answers)),
        "render processes that died by themselves": died,
        "render processes that we ended, the hundredth order always being its last": [
            ending.name for ending in endings if ending.replaced
        ],
        "slowest, seconds": {ending.name: round(ending.seconds, 2) for ending in slowest},
        "largest, megabytes": {ending.name: round(ending.megabytes) for ending in largest},
        "over the limit": [
            ending.name
            for ending in (*endings, *answers)
            if ending.seconds > LONGEST_SECONDS or ending.megabytes > MOST_MEGABYTES
        ],
        "a good picture afterwards": after_all.outcome,
    }


def main() -> None:
    """Print the figures as JSON; fail when one is over its limit."""
    if "--serve" in sys.argv:
        asyncio.run(serve(Path(sys.argv[-1])))
        return
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder), seed))
    print(json.dumps(figures, indent=2))
    bad = figures["over the limit"] or figures["render processes that died by themselves"]
    sys.exit(1 if bad or figures["a good picture afterwards"] != "completed" else 0)


if __name__ == "__main__":
    main()
