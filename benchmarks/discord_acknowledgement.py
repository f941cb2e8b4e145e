"""How soon commands are acknowledged in Discord, against a bare handler that does nothing but acknowledge.

Run with `python -m benchmarks.discord_acknowledgement [--quick]`. One after the other, both get the same commands from
the same local Discord: 50 a second, each with a picture, from 200 people in 50 channels. Flipbook has its real core
with its usual settings; only the paid service is a stand-in. Promised: p99 at most 1.5 times the bare one's, and
never over 1 s.
"""

import argparse
import asyncio
import contextlib
import sys
from functools import partial

from benchmarks.chat_process import Kind
from benchmarks.chat_stage import ask_steadily, build_video, percentile, print_acknowledgements
from benchmarks.discord_stage import open_stage

PER_SECOND = 50
SECONDS, QUICK_SECONDS = 60, 10
CHANNELS, PEOPLE = 50, 200
RENDER_SECONDS = 30
RATIO_LIMIT = 1.5
LONGEST_SECONDS = 1.0
_PATIENCE_SECONDS = 30


async def measure(kind: Kind, *, seconds: int, video: bytes) -> list[float]:
    """Return after how many seconds each command was acknowledged; one that never was counts as infinite."""
    async with open_stage(channels=CHANNELS, people=PEOPLE, video=video) as stage:
        async with stage.run_bot(kind, render_seconds=RENDER_SECONDS):
            asked = await ask_steadily(partial(stage.ask, kind), count=PER_SECOND * seconds, per_second=PER_SECOND)
            with contextlib.suppress(TimeoutError):
                await stage.discord.until(
                    lambda: all(one.is_acknowledged for one in asked), patience_seconds=_PATIENCE_SECONDS
                )
        return [float("inf") if one.answer_seconds is None else one.answer_seconds for one in asked]


async def compare(*, seconds: int) -> bool:
    """Measure both, print what was found and tell whether the promise holds."""
    video = await asyncio.to_thread(build_video)
    bare = await measure(Kind.DEFERRER, seconds=seconds, video=video)
    ours = await measure(Kind.FLIPBOOK, seconds=seconds, video=video)
    print_acknowledgements(bare, ours)
    return percentile(ours, 0.99) <= RATIO_LIMIT * percentile(bare, 0.99) and max(ours) <= LONGEST_SECONDS


def main() -> None:
    """Read the flags and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"ask for {QUICK_SECONDS} s instead of {SECONDS} s")
    flags = parser.parse_args()
    sys.exit(0 if asyncio.run(compare(seconds=QUICK_SECONDS if flags.quick else SECONDS)) else 1)


if __name__ == "__main__":
    main()
