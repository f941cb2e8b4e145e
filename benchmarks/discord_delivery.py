"""How soon a finished video stands in its Discord channel, against a bare download and upload of the same file.

Run with `python -m benchmarks.discord_delivery [--quick]`. It begins when the service calls the video completed and
reports it, as a callback does; how often the service is asked without callbacks is not measured. Service and Discord
are on this machine, so that no network hides what Flipbook itself needs. Promised: at most 1.3 times the bare one's.
"""

import argparse
import asyncio
import sys
from dataclasses import dataclass
from statistics import median

from benchmarks.chat_process import BotProcess, Kind
from benchmarks.chat_stage import build_video, print_load
from benchmarks.discord_stage import Stage, open_stage
from tests.servers.discord.routes import Route

ROUNDS, QUICK_ROUNDS = 5, 5
RENDER_SECONDS = 2.0
RATIO_LIMIT = 1.3
_PATIENCE_SECONDS = 60
_REST_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One video's way, in seconds since it was completed."""

    asked: float
    downloaded: float
    #: The last call to Discord before the video's own, when there was one.
    called: float
    posted: float


async def measure(kind: Kind, *, rounds: int, video: bytes) -> list[Delivery]:
    """Return the way of each of so many videos, one after the other."""
    async with open_stage(video=video) as stage, stage.run_bot(kind, render_seconds=RENDER_SECONDS) as bot:
        found = []
        for number in range(rounds):
            await stage.ask(kind, number)
            found.append(await _follow(stage, bot, number=number))
            # The final card is not part of the way, and must not be in the way of the next one.
            await asyncio.sleep(_REST_SECONDS)
        return found


async def _follow(stage: Stage, bot: BotProcess, *, number: int) -> Delivery:
    await stage.discord.until(lambda: len(_find_posts(stage)) > number, patience_seconds=_PATIENCE_SECONDS)
    await stage.discord.until(lambda: len(bot.completed) > number)
    completed, posted = list(bot.completed.values())[number], _find_posts(stage)[number]
    before = [one.at.timestamp() for one in stage.discord.calls_to(Route.LIST_MESSAGES)]
    called = max((at for at in before if completed < at < posted), default=completed)
    return Delivery(
        asked=stage.host.asked_at[number] - completed,
        downloaded=stage.host.sent_at[number] - completed,
        called=called - completed,
        posted=posted - completed,
    )


def _find_posts(stage: Stage) -> list[float]:
    calls = stage.discord.calls_to(Route.CREATE_MESSAGE)
    return [one.at.timestamp() for one in calls if any(name.endswith(".mp4") for name in one.filenames)]


async def compare(*, rounds: int) -> bool:
    """Measure both, print what was found and tell whether the promise holds."""
    video = await asyncio.to_thread(build_video)
    print(f"a video of {len(video) / 1024 / 1024:.1f} MB, medians of {rounds}, milliseconds after it was completed")
    bare = await measure(Kind.COURIER, rounds=rounds, video=video)
    ours = await measure(Kind.FLIPBOOK, rounds=rounds, video=video)
    for name, deliveries in (("bare", bare), ("Flipbook", ours)):
        asked = median(one.asked for one in deliveries) * 1000
        downloaded = median(one.downloaded for one in deliveries) * 1000
        called = median(one.called for one in deliveries) * 1000
        posted = median(one.posted for one in deliveries) * 1000
        print(f"{name}: asked {asked:.0f}, downloaded {downloaded:.0f}, history read {called:.0f}, posted {posted:.0f}")
    ratio = median(one.posted for one in ours) / median(one.posted for one in bare)
    print(f"ratio {ratio:.2f}")
    print_load()
    return ratio <= RATIO_LIMIT


def main() -> None:
    """Read the flags and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="does the same, as it is quick already")
    flags = parser.parse_args()
    sys.exit(0 if asyncio.run(compare(rounds=QUICK_ROUNDS if flags.quick else ROUNDS)) else 1)


if __name__ == "__main__":
    main()
