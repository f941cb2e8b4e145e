"""How soon events are acknowledged in Slack, against a bare listener that does nothing but acknowledge.

Run with `python -m benchmarks.slack_acknowledgement [--quick] [--rounds N]`. In turns, both get the same mentions from
the same local Slack by Socket Mode: 50 a second, each with a picture, from 200 people in 50 channels. Flipbook has its
real core with its usual settings; only the paid service is a stand-in. Promised: p99 at most 1.5 times the bare one's,
and never over 1 s.
"""

import asyncio

from benchmarks.chat_acknowledgement import CHANNELS, PEOPLE, RENDER_SECONDS, ask_bot, run, time_answers
from benchmarks.chat_process import Kind
from benchmarks.chat_stage import build_video
from benchmarks.slack_stage import open_stage


async def measure(kind: Kind, seconds: int) -> list[float]:
    """Return after how many seconds each mention was acknowledged."""
    video = await asyncio.to_thread(build_video)
    async with (
        open_stage(channels=CHANNELS, people=PEOPLE, video=video) as stage,
        stage.run_bot(kind, render_seconds=RENDER_SECONDS),
    ):
        await ask_bot(stage.ask, seconds=seconds)
        return await time_answers(stage.slack.events("app_mention"), until=stage.slack.until)


if __name__ == "__main__":
    run(measure, description=__doc__)
