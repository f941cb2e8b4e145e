"""What thousands of jobs cost while they only wait for the video service: memory, processor time, and the loop's lag.

Run with `python -m benchmarks.engine_waiting`. Bringing them there takes minutes; only the waiting is measured.
"""

import asyncio
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.engine_partner import open_partner
from benchmarks.engine_stage import (
    Stage,
    build_job,
    describe_load,
    open_outside,
    open_stage,
    read_cpu_seconds,
    read_memory_bytes,
    wait_for_state,
)
from bot.job.job import JobState

GOAL_KILOBYTES = 30.0
GOAL_CORE_PERCENT = 25.0
GOAL_LAG_MILLISECONDS = 50.0
_NEVER_SECONDS = 1e6
_LOOK_SECONDS = 0.01


async def bring_there(stage: Stage, count: int) -> None:
    """Hand so many jobs to the service."""
    for number in range(count):
        await stage.starter.start(build_job(number))
    await wait_for_state(stage, JobState.RENDERING, count=count)


async def measure_lags(seconds: float) -> list[float]:
    """Return how late the loop was at each look, in milliseconds."""
    loop, lags = asyncio.get_running_loop(), list[float]()
    end = loop.time() + seconds
    while (began_at := loop.time()) < end:
        await asyncio.sleep(_LOOK_SECONDS)
        lags.append((loop.time() - began_at - _LOOK_SECONDS) * 1000)
    return sorted(lags)


async def measure_waiting(count: int, seconds: float) -> bool:
    """Print the figures and tell whether the goals are met."""
    async with open_partner(task_seconds=_NEVER_SECONDS) as partner:
        with TemporaryDirectory() as folder:
            async with open_outside(partner, Path(folder)) as outside, open_stage(outside, running=count) as stage:
                await bring_there(stage, count=10)
                before = read_memory_bytes()
                await bring_there(stage, count=count)
                kilobytes = (read_memory_bytes() - before) / count / 1024
                await asyncio.sleep(seconds)
                cpu = read_cpu_seconds()
                lags = await measure_lags(seconds)
                percent = (read_cpu_seconds() - cpu) / seconds * 100
    lag = lags[int(len(lags) * 0.99)]
    sys.stdout.write(
        f"{describe_load()}, {count} jobs waiting for {seconds:g} s\n"
        f"goals: {kilobytes:.1f} of {GOAL_KILOBYTES:g} KB each, {percent:.1f} of {GOAL_CORE_PERCENT:g} % of a core, "
        f"lag p99 {lag:.1f} of {GOAL_LAG_MILLISECONDS:g} ms, at most {lags[-1]:.1f} ms\n"
    )
    return kilobytes <= GOAL_KILOBYTES and percent <= GOAL_CORE_PERCENT and lag <= GOAL_LAG_MILLISECONDS


def main() -> None:
    """Print the figures and end with 1 where a goal is missed."""
    parser = ArgumentParser()
    parser.add_argument("--jobs", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    said = parser.parse_args()
    sys.exit(0 if asyncio.run(measure_waiting(said.jobs, said.seconds)) else 1)


if __name__ == "__main__":
    main()
