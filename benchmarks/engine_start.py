"""How long the bot takes from its launch to its first answer when it left a thousand jobs unfinished.

Run with `python -m benchmarks.engine_start`. The jobs were at the video service when the bot died.
"""

import asyncio
import statistics
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.engine_partner import Partner, open_partner
from benchmarks.engine_stage import build_job, describe_load, open_outside, open_stage, wait_for_state
from bot.job.job import JobState
from tests.end_to_end.bot_process import BotProcess

GOAL_SECONDS = 3.0
_NEVER_SECONDS = 1e6
_STARTS = 3


async def leave_unfinished(partner: Partner, folder: Path, *, count: int) -> None:
    """Leave so many jobs at the video service."""
    await asyncio.to_thread(folder.mkdir)
    async with open_outside(partner, folder) as outside, open_stage(outside, running=count) as stage:
        for number in range(count):
            await stage.starter.start(build_job(number))
        await wait_for_state(stage, JobState.RENDERING, count=count)


async def time_start(bot: BotProcess) -> float:
    """Start the bot, kill it, and return the seconds that it took to be ready."""
    began_at = time.monotonic()
    try:
        await bot.start()
        return time.monotonic() - began_at
    finally:
        await bot.kill()


async def measure_start(count: int) -> bool:
    """Print the figures and tell whether the goal is met."""
    async with open_partner(task_seconds=_NEVER_SECONDS) as partner:
        with TemporaryDirectory() as parent:
            folder = Path(parent) / "data"
            environment = {
                "FLIPBOOK_API_KEY": partner.key,
                "FLIPBOOK_API_BASE_URL": partner.api_url,
                "FLIPBOOK_FILES_BASE_URL": partner.api_url,
            }
            empty = BotProcess(Path(parent) / "empty", environment=environment)
            without = [await time_start(empty) for _ in range(_STARTS)]
            await leave_unfinished(partner, folder, count=count)
            full = BotProcess(folder, environment=environment)
            seconds = [await time_start(full) for _ in range(_STARTS)]
    sys.stdout.write(
        f"{describe_load()}, median of {_STARTS} starts\n"
        f"with an empty store {statistics.median(without):.2f} s\n"
        f"goal: {statistics.median(seconds):.2f} of {GOAL_SECONDS:g} s with {count} unfinished jobs\n"
    )
    return statistics.median(seconds) <= GOAL_SECONDS


def main() -> None:
    """Print the figures and end with 1 where the goal is missed."""
    parser = ArgumentParser()
    parser.add_argument("--jobs", type=int, default=1000)
    sys.exit(0 if asyncio.run(measure_start(parser.parse_args().jobs)) else 1)


if __name__ == "__main__":
    main()
