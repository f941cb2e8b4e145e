"""How much memory many large results take that go to Slack at once.

Run with `python -m benchmarks.slack_memory [--quick]`. Twenty jobs are finished at the same moment, each with a video
of 40 MB. What is measured is the highest resident memory of the bot and of the process that listens to Slack for it,
against the same two before anything was asked. Promised: at most 100 MB over idle, so that memory does not grow with
the size of a video.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from adapters.slack import line_process
from benchmarks.chat_process import Kind
from benchmarks.chat_stage import build_video, print_load
from benchmarks.listener import find_listener
from benchmarks.slack_stage import open_stage

JOBS, QUICK_JOBS = 20, 6
MEBIBYTE = 1024 * 1024
VIDEO_BYTES = 40 * MEBIBYTE
RENDER_SECONDS = 12
LIMIT_MEBIBYTES = 100.0
_SETTLING_SECONDS = 3.0
_PATIENCE_SECONDS = 300
#: Tells the kernel to begin anew with the highest resident memory.
_RESET_PEAK = "5"
_SETTINGS = {"most_running": 1000, "most_running_per_person": 1000}


def build_large_video() -> bytes:
    """Return a video that plays like any other and is filled up with nothing to its size."""
    video = build_video(seconds=1)
    filling = VIDEO_BYTES - len(video)
    return video + filling.to_bytes(4, "big") + b"free" + bytes(filling - 8)


async def measure(*, jobs: int) -> tuple[float, float]:
    """Return the resident mebibytes of the idle bot, and its highest while so many results were on their way."""
    video = await asyncio.to_thread(build_large_video)
    async with (
        open_stage(people=jobs, video=video) as stage,
        stage.run_bot(Kind.FLIPBOOK, render_seconds=RENDER_SECONDS, settings=_SETTINGS) as bot,
    ):
        await asyncio.sleep(_SETTLING_SECONDS)
        ours = [bot.process_id, await asyncio.to_thread(find_listener, bot.process_id, line_process)]
        idle = await asyncio.to_thread(read_mebibytes, ours, "VmRSS")
        for process_id in ours:
            await asyncio.to_thread(Path(f"/proc/{process_id}/clear_refs").write_text, _RESET_PEAK)
        for number in range(jobs):
            await stage.ask(number)
        await stage.slack.until(lambda: len(stage.find_videos()) == jobs, patience_seconds=_PATIENCE_SECONDS)
        return idle, await asyncio.to_thread(read_mebibytes, ours, "VmHWM")


def read_mebibytes(process_ids: Sequence[int], name: str) -> float:
    """Return the sum of one of the figures that the kernel keeps of each process's memory."""
    return sum(_read_kibibytes(process_id, name) for process_id in process_ids) / 1024


def _read_kibibytes(process_id: int, name: str) -> int:
    for line in Path(f"/proc/{process_id}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise KeyError(name)


async def report(*, jobs: int) -> bool:
    """Measure, print what was found and tell whether the promise holds."""
    idle, peak = await measure(jobs=jobs)
    size = VIDEO_BYTES / MEBIBYTE
    print(
        f"idle: {idle:.1f} MiB; with {jobs} results of {size:.0f} MiB at once: {peak:.1f} MiB, {peak - idle:+.1f} MiB"
    )
    print_load()
    return peak - idle <= LIMIT_MEBIBYTES


def main() -> None:
    """Read the flags and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"finish {QUICK_JOBS} jobs instead of {JOBS}")
    flags = parser.parse_args()
    sys.exit(0 if asyncio.run(report(jobs=QUICK_JOBS if flags.quick else JOBS)) else 1)


if __name__ == "__main__":
    main()
