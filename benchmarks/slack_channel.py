"""Many jobs running in one Slack workspace, under the limits that Slack documents.

Run with `python -m benchmarks.slack_channel [--quick]`. All jobs run at once, each with its card in a thread of one
channel. A workspace bears one edit every 1.5 s, so what is compared is the time at which each final state stood with
the time at which a bot that loses no time would have had its turn: the first one as soon as its video stands, each
further one 1.5 s later. Promised: no answer 429 to an edit, and every final state within 5 s of its turn.
"""

import argparse
import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime

from adapters.slack.pace import WORKSPACE_INTERVAL_SECONDS
from benchmarks.chat_process import Kind
from benchmarks.chat_stage import ask_steadily, build_video, percentile, print_load
from benchmarks.slack_stage import Stage, open_stage
from tests.end_to_end.chat_person import every_moment
from tests.servers.slack.methods import Method
from tests.servers.slack.rate_limits import REAL_LIMITS, RateLimits
from tests.servers.slack.records import Message

JOBS, QUICK_JOBS = 100, 20
PER_SECOND = 1
PEOPLE = 30
LATEST_SECONDS = 5.0
_DONE = "Done in"
_SETTINGS = {"most_running": 1000, "most_running_per_person": 1000, "most_unfinished_per_person": 1000}


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one job came to its end in its thread."""

    #: When its video stood, from when on the final state can be shown.
    video_at: datetime
    card_at: datetime


async def measure(*, jobs: int) -> tuple[list[Ending], RateLimits]:
    """Return how each job ended, and how often Slack refused a call of which kind."""
    limits = RateLimits(limits=REAL_LIMITS)
    video = await asyncio.to_thread(build_video, seconds=1, width=320, height=180)
    async with open_stage(people=PEOPLE, limits=limits, video=video) as stage:
        render_seconds = jobs / PER_SECOND + 30
        async with stage.run_bot(Kind.FLIPBOOK, render_seconds=render_seconds, settings=_SETTINGS):
            asked = await ask_steadily(stage.ask, count=jobs, per_second=PER_SECOND)
            patience_seconds = 120 + render_seconds + 4 * jobs * WORKSPACE_INTERVAL_SECONDS
            async for _ in every_moment(seconds=patience_seconds):
                if len(read_endings(stage, asked)) == jobs:
                    break
        return read_endings(stage, asked), limits


def read_endings(stage: Stage, asked: list[Message]) -> list[Ending]:
    """Return the endings of all jobs whose video and final card stand."""
    endings = []
    for message in asked:
        replies = [one for one in stage.slack.replies(message) if one.author.is_bot]
        video = next((one for one in replies if one.files), None)
        card_at = next((at for one in replies if (at := _find_end(one)) is not None), None)
        if video is not None and card_at is not None:
            endings.append(Ending(video_at=video.created_at, card_at=card_at))
    return endings


def _find_end(card: Message) -> datetime | None:
    return next((edit.at for edit in card.edits if edit.text.startswith(_DONE)), None)


def compute_delays(endings: list[Ending]) -> list[float]:
    """Return how many seconds after its turn each final state stood."""
    delays, turn = [], 0.0
    for ending in sorted(endings, key=lambda one: one.video_at):
        turn = max(ending.video_at.timestamp(), turn + WORKSPACE_INTERVAL_SECONDS)
        delays.append(ending.card_at.timestamp() - turn)
    return delays


async def report(*, jobs: int) -> bool:
    """Measure, print what was found and tell whether the promise holds."""
    endings, limits = await measure(jobs=jobs)
    print(f"answers 429: { ({str(method): count for method, count in limits.overflows.items()}) }")
    print(f"final states standing: {len(endings)} of {jobs}")
    delays = compute_delays(endings)
    if delays:
        print(
            f"after their turn: p50 {percentile(delays, 0.5):.1f} s, p99 {percentile(delays, 0.99):.1f} s, "
            f"longest {max(delays):.1f} s; {sum(one > LATEST_SECONDS for one in delays)} after {LATEST_SECONDS:.0f} s"
        )
        behind = [(one.card_at - one.video_at).total_seconds() for one in endings]
        print(f"after their video: p50 {percentile(behind, 0.5):.1f} s, longest {max(behind):.1f} s")
    print_load()
    is_calm = Method.CHAT_UPDATE not in limits.overflows
    return is_calm and len(endings) == jobs and max(delays) <= LATEST_SECONDS


def main() -> None:
    """Read the flags and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"run {QUICK_JOBS} jobs instead of {JOBS}")
    flags = parser.parse_args()
    sys.exit(0 if asyncio.run(report(jobs=QUICK_JOBS if flags.quick else JOBS)) else 1)


if __name__ == "__main__":
    main()
