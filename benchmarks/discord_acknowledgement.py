"""How soon commands are acknowledged in Discord, against a bare handler that does nothing but acknowledge.

Run with `python -m benchmarks.discord_acknowledgement [--quick] [--rounds N]`. In turns, both get the same commands
from the same local Discord: 50 a second, each with a picture, from 200 people in 50 channels. Flipbook has its
real core with its usual settings; only the paid service is a stand-in. Promised: p99 at most 1.5 times the bare one's,
and never over 1 s.
"""

import asyncio
from functools import partial
from urllib.parse import urlsplit

from benchmarks.chat_acknowledgement import CHANNELS, PEOPLE, RENDER_SECONDS, ask_bot, run, time_answers
from benchmarks.chat_process import Kind
from benchmarks.chat_stage import build_video
from benchmarks.discord_stage import open_stage
from benchmarks.wire_tap import open_wire_tap


async def measure(kind: Kind, seconds: int) -> list[float]:
    """Return after how many seconds each command was acknowledged."""
    video = await asyncio.to_thread(build_video)
    async with (
        open_stage(channels=CHANNELS, people=PEOPLE, video=video) as stage,
        open_wire_tap(urlsplit(stage.discord.origin).netloc) as tap,
        stage.run_bot(kind, render_seconds=RENDER_SECONDS, by=tap.address),
    ):
        asked = await ask_bot(partial(stage.ask, kind), seconds=seconds)
        began = {str(one.id): one.created_at.timestamp() for one in asked}
        return await time_answers(began, tap=tap, until=stage.discord.until)


if __name__ == "__main__":
    run(measure, description=__doc__)
