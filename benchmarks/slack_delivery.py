"""How soon a finished video is shared in its Slack thread, against a bare download and upload of the same file.

Run with `python -m benchmarks.slack_delivery [--quick]`. It begins when the service calls the video completed and
reports it, as a callback does; how often the service is asked without callbacks is not measured. Service and Slack are
on this machine, so that no network hides what Flipbook itself needs. Promised: at most 1.3 times the bare one's.
"""

import argparse
import asyncio
import sys
from dataclasses import dataclass
from statistics import median

from benchmarks.chat_process import BotProcess, Kind
from benchmarks.chat_stage import build_video, print_load
from benchmarks.slack_stage import Stage, open_stage
from tests.servers.slack.methods import Method

ROUNDS, QUICK_ROUNDS = 9, 5
RENDER_SECONDS = 2.0
RATIO_LIMIT = 1.3
_PATIENCE_SECONDS = 60
_REST_SECONDS = 4.0


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One video's way, in seconds since it was completed."""

    asked: float
    downloaded: float
    #: The first call to Slack that is about the video.
    called: float
    shared: float


async def measure(kind: Kind, *, rounds: int, video: bytes) -> list[Delivery]:
    """Return the way of each of so many videos, one after the other."""
    async with open_stage(video=video) as stage, stage.run_bot(kind, render_seconds=RENDER_SECONDS) as bot:
        found = []
        for number in range(rounds):
            await stage.ask(number)
            found.append(await _follow(stage, bot, number=number))
            # The final card is not part of the way, and must not be in the way of the next one.
            await asyncio.sleep(_REST_SECONDS)
        return found


async def _follow(stage: Stage, bot: BotProcess, *, number: int) -> Delivery:
    await stage.slack.until(lambda: len(stage.find_videos()) > number, patience_seconds=_PATIENCE_SECONDS)
    await stage.slack.until(lambda: len(bot.completed) > number)
    completed = list(bot.completed.values())[number]
    return Delivery(
        asked=stage.host.asked_at[number] - completed,
        downloaded=stage.host.sent_at[number] - completed,
        called=stage.slack.calls_to(Method.FILES_GET_UPLOAD_URL)[number].at.timestamp() - completed,
        shared=stage.find_videos()[number].created_at.timestamp() - completed,
    )


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
        shared = median(one.shared for one in deliveries) * 1000
        print(f"{name}: asked {asked:.0f}, downloaded {downloaded:.0f}, announced {called:.0f}, shared {shared:.0f}")
    ratio = median(one.shared for one in ours) / median(one.shared for one in bare)
    print(f"ratio {ratio:.2f}")
    print_load()
    return ratio <= RATIO_LIMIT


def main() -> None:
    """Read the flags and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"follow {QUICK_ROUNDS} videos instead of {ROUNDS}")
    flags = parser.parse_args()
    sys.exit(0 if asyncio.run(compare(rounds=QUICK_ROUNDS if flags.quick else ROUNDS)) else 1)


if __name__ == "__main__":
    main()
