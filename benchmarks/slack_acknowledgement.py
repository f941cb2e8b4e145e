"""How soon events are acknowledged in Slack, against a bare listener that does nothing but acknowledge.

Run with `python -m benchmarks.slack_acknowledgement [--quick] [--rounds N]`. In turns, both get the same mentions from
the same local Slack by Socket Mode: 50 a second, each with a picture, from 200 people in 50 channels. Flipbook has its
real core with its usual settings; only the paid service is a stand-in. Promised: p99 at most 1.5 times the bare one's,
and never over 1 s.
"""

import asyncio
from urllib.parse import urlsplit

from benchmarks.chat_acknowledgement import (
    CHANNELS,
    PATIENCE_SECONDS,
    PEOPLE,
    RENDER_SECONDS,
    ask_bot,
    run,
    time_answers,
)
from benchmarks.chat_process import Kind
from benchmarks.chat_stage import build_video
from benchmarks.slack_stage import open_stage
from benchmarks.wire_tap import Speaker, open_wire_tap


async def measure(kind: Kind, seconds: int) -> list[float]:
    """Return after how many seconds each mention was acknowledged."""
    video = await asyncio.to_thread(build_video)
    async with (
        open_stage(channels=CHANNELS, people=PEOPLE, video=video) as stage,
        open_wire_tap(urlsplit(stage.slack.origin).netloc) as tap,
        stage.run_bot(kind, render_seconds=RENDER_SECONDS, by=tap.address),
    ):
        await ask_bot(stage.ask, seconds=seconds)
        sent = tap.moments[Speaker.PLATFORM]
        events = stage.slack.events("app_mention")
        await stage.slack.until(
            lambda: {event.envelope_id for event in events} <= sent.keys(), patience_seconds=PATIENCE_SECONDS
        )
        began = {event.envelope_id: sent[event.envelope_id] for event in events}
        return await time_answers(began, tap=tap, until=stage.slack.until)


if __name__ == "__main__":
    run(measure, description=__doc__)
