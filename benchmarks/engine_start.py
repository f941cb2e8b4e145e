"""How long the bot takes from its launch to its first answer when it left a thousand jobs unfinished.

Run with `python -m benchmarks.engine_start`. The jobs were at the video service when the bot died. It is measured as
users run it with the chat page alone, and among a local Discord and a local Slack, to which it has to connect.
"""

import asyncio
import statistics
import sys
import time
from argparse import ArgumentParser
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from benchmarks.engine_partner import Partner, open_partner
from benchmarks.engine_stage import build_job, describe_load, open_outside, open_stage, wait_for_state
from bot.job.job import JobState
from tests.end_to_end.bot_process import BotProcess
from tests.end_to_end.discord_stage import open_discord_stage
from tests.end_to_end.pictures import write_landscape
from tests.end_to_end.slack_stage import open_slack_stage

GOAL_SECONDS = 3.0
_NEVER_SECONDS = 1e6
_STARTS = 3
#: What `flipbook` runs.
_SCRIPT = ("-c", "from bot.start import main; main()")


async def leave_unfinished(partner: Partner, folder: Path, *, count: int) -> None:
    """Leave so many jobs at the video service."""
    await asyncio.to_thread(folder.mkdir)
    async with open_outside(partner, folder) as outside, open_stage(outside, running=count) as stage:
        for number in range(count):
            await stage.starter.start(build_job(number))
        await wait_for_state(stage, JobState.RENDERING, count=count)


async def measure_median(bot: BotProcess) -> float:
    """Return the median of some starts."""
    return statistics.median([await time_start(bot) for _ in range(_STARTS)])


async def time_start(bot: BotProcess) -> float:
    """Start the bot as its users do, kill it, and return the seconds that it took to be ready."""
    began_at = time.monotonic()
    try:
        await bot.start()
        return time.monotonic() - began_at
    finally:
        await bot.kill()


async def measure_start(count: int) -> bool:
    """Print the figures and tell whether the goal is met."""
    async with AsyncExitStack() as stack:
        partner = await stack.enter_async_context(open_partner(task_seconds=_NEVER_SECONDS))
        parent = Path(stack.enter_context(TemporaryDirectory()))
        folder = parent / "data"
        environment = {
            "FLIPBOOK_API_KEY": partner.key,
            "FLIPBOOK_API_BASE_URL": partner.api_url,
            "FLIPBOOK_FILES_BASE_URL": partner.api_url,
        }
        without = await measure_median(BotProcess(parent / "empty", program=_SCRIPT, environment=environment))
        await leave_unfinished(partner, folder, count=count)
        seconds = await measure_median(BotProcess(folder, program=_SCRIPT, environment=environment))
        among = await stack.enter_async_context(_open_bot_among_platforms(folder, environment))
        connected = await measure_median(among)
    sys.stdout.write(
        f"{describe_load()}, median of {_STARTS} starts\n"
        f"with an empty store {without:.2f} s\n"
        f"goal: {seconds:.2f} of {GOAL_SECONDS:g} s with {count} unfinished jobs\n"
        f"goal: {connected:.2f} of {GOAL_SECONDS:g} s with them and connected to Discord and Slack\n"
    )
    return max(seconds, connected) <= GOAL_SECONDS


@asynccontextmanager
async def _open_bot_among_platforms(folder: Path, environment: Mapping[str, str]) -> AsyncIterator[BotProcess]:
    """Lend the bot on a folder, with a Discord and a Slack of its own."""
    picture = write_landscape(folder / "day.png", size=(64, 64))
    chance = Random(1)  # noqa: S311 - it decides nothing as long as nobody orders anything
    async with open_discord_stage(picture, chance=chance) as discord, open_slack_stage(picture) as slack:
        yield BotProcess(
            folder,
            program=("-m", "tests.end_to_end.bot_among_servers", *discord.origins, *slack.origins),
            environment={**environment, **discord.environment, **slack.environment},
        )


def main() -> None:
    """Print the figures and end with 1 where the goal is missed."""
    parser = ArgumentParser()
    parser.add_argument("--jobs", type=int, default=1000)
    sys.exit(0 if asyncio.run(measure_start(parser.parse_args().jobs)) else 1)


if __name__ == "__main__":
    main()
