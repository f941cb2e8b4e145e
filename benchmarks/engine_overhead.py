"""What Flipbook adds between the word that a video is finished and its post, beyond asking, fetching and posting.

Run with `python -m benchmarks.engine_overhead`. One job runs at a time; the same calls are made bare in between.
"""

import asyncio
import statistics
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from adapters.kling.callback import callback_routes
from benchmarks.engine_partner import open_partner
from benchmarks.engine_stage import Outside, Stage, build_job, describe_load, open_outside, open_stage

GOAL_MILLISECONDS = 100.0
_TASK_SECONDS = 0.5
_JOB_SECONDS = 60.0


class Stopwatch:
    """Notes when a callback arrived and when the video stood in the chat."""

    def __init__(self) -> None:
        """Begin with nothing noted."""
        self._loop = asyncio.get_running_loop()
        self._called_at = 0.0
        self.seconds = 0.0
        self.posted = asyncio.Event()

    def note_callback(self) -> None:
        """Start."""
        self._called_at = self._loop.time()

    def note_post(self) -> None:
        """Stop."""
        self.seconds = self._loop.time() - self._called_at
        self.posted.set()


async def serve_callbacks(app: web.Application) -> tuple[web.AppRunner, str]:
    """Listen for callbacks and return where."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return runner, f"https://{host}:{port}"


async def time_job(number: int, stage: Stage, outside: Outside, watch: Stopwatch) -> float:
    """Return the seconds from the callback of one job to its post."""
    watch.posted.clear()
    outside.platform.on_result = lambda _job_id: watch.note_post()
    async with asyncio.timeout(_JOB_SECONDS):
        await stage.starter.start(build_job(number))
        await watch.posted.wait()
    return watch.seconds


async def time_transfers(number: int, stage: Stage, outside: Outside) -> float:
    """Return the seconds that asking, fetching and posting take by themselves, for a job that was done before."""
    job = await stage.jobs.read(build_job(number).id)
    loop = asyncio.get_running_loop()
    began_at = loop.time()
    report = await outside.service.fetch_task((job.task_id if job else None) or "")
    await outside.service.download_result(report.result_url or "", to=outside.folder / f"bare{number}.mp4")
    await outside.platform.send(f"bare:{number}")
    return loop.time() - began_at


async def measure_overhead(count: int) -> bool:
    """Print the figures and tell whether the goal is met."""
    whole, transfers = list[float](), list[float]()
    watch, wakes = Stopwatch(), list[Stage]()
    app = web.Application()

    def wake(job_id: str) -> None:
        watch.note_callback()
        wakes[0].wake(job_id)

    app.add_routes(callback_routes(b"measured", wake))
    runner, callback_url = await serve_callbacks(app)
    async with open_partner(task_seconds=_TASK_SECONDS) as partner:
        with TemporaryDirectory() as folder:
            async with (
                open_outside(partner, Path(folder), callback_url=callback_url) as outside,
                open_stage(outside, running=10) as stage,
            ):
                wakes.append(stage)
                for number in range(count):
                    whole.append(await time_job(number, stage, outside, watch))
                    transfers.append(await time_transfers(number, stage, outside))
    await runner.cleanup()
    total, bare = statistics.median(whole) * 1000, statistics.median(transfers) * 1000
    sys.stdout.write(
        f"{describe_load()}, {count} jobs\n"
        f"callback to post p50 {total:.0f} ms, transfers alone p50 {bare:.0f} ms\n"
        f"goal: {total - bare:.0f} of {GOAL_MILLISECONDS:g} ms\n"
    )
    return total - bare <= GOAL_MILLISECONDS


def main() -> None:
    """Print the figures and end with 1 where the goal is missed."""
    parser = ArgumentParser()
    parser.add_argument("--jobs", type=int, default=30)
    sys.exit(0 if asyncio.run(measure_overhead(parser.parse_args().jobs)) else 1)


if __name__ == "__main__":
    main()
