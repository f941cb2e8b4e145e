"""How soon commands are acknowledged in Discord, against a bare handler that does nothing but acknowledge.

Run with `python -m benchmarks.discord_acknowledgement [--quick] [--rounds N]`. In turns, both get the same commands
from the same local Discord: 50 a second, each with a picture, from 200 people in 50 channels. Flipbook has its
real core with its usual settings; only the paid service is a stand-in. Promised: p99 at most 1.5 times the bare one's,
and never over 1 s.
"""

import asyncio
import contextlib
from functools import partial

from benchmarks.chat_acknowledgement import (
    CHANNELS,
    PATIENCE_SECONDS,
    PEOPLE,
    PER_SECOND,
    RENDER_SECONDS,
    START_SECONDS,
    run,
)
from benchmarks.chat_process import Kind
from benchmarks.chat_stage import ask_steadily, build_video
from benchmarks.discord_stage import open_stage


async def measure(kind: Kind, seconds: int) -> list[float]:
    """Return after how many seconds each command was acknowledged; one that never was counts as infinite."""
    video = await asyncio.to_thread(build_video)
    async with open_stage(channels=CHANNELS, people=PEOPLE, video=video) as stage:
        async with stage.run_bot(kind, render_seconds=RENDER_SECONDS):
            await asyncio.sleep(START_SECONDS)
            asked = await ask_steadily(partial(stage.ask, kind), count=PER_SECOND * seconds, per_second=PER_SECOND)
            with contextlib.suppress(TimeoutError):
                await stage.discord.until(
                    lambda: all(one.is_acknowledged for one in asked), patience_seconds=PATIENCE_SECONDS
                )
        return [float("inf") if one.answer_seconds is None else one.answer_seconds for one in asked]


if __name__ == "__main__":
    run(measure, description=__doc__)
