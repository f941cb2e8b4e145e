"""Many jobs running in one Discord channel, under the limits that the real service has been seen to set.

Run with `python -m benchmarks.discord_channel [--quick]`. All jobs run at once, and the channel has had the time for
all their cards, before the first one is finished. A channel takes one edit and one message a second, so what is
compared is the time at which each final state stood with the time at which a bot that loses no time would have had its
turn: the first one as soon as its video stands, each further one a second later. Promised: no answer 429, and every
final state within 2 s of its turn.
"""

import argparse
import asyncio
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from benchmarks.chat_process import Kind
from benchmarks.chat_stage import ask_steadily, build_video, percentile, print_load
from benchmarks.discord_stage import Stage, open_stage
from tests.end_to_end.chat_person import every_moment
from tests.servers.discord.rate_limits import REAL_GLOBAL, REAL_LIMITS, RateLimits
from tests.servers.discord.records import Message

JOBS, QUICK_JOBS = 300, 60
PER_SECOND = 5
PEOPLE = 30
#: A channel takes so many messages, and so many edits, in a second.
TURN_SECONDS = 1.0
LATEST_SECONDS = 2.0
_TOO_MANY = 429
_DONE = "Done in"
_SETTINGS = {"most_running": 1000, "most_running_per_person": 1000, "most_unfinished_per_person": 1000}


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How one job came to its end in the channel."""

    #: When its video stood, from when on the final state can be shown.
    video_at: datetime
    card_at: datetime


async def measure(*, jobs: int) -> tuple[list[Ending], RateLimits, Counter[str]]:
    """Return how each job ended, and how often Discord refused a call of which kind."""
    limits = RateLimits(limits=REAL_LIMITS, global_limit=REAL_GLOBAL)
    video = await asyncio.to_thread(build_video, seconds=1, width=320, height=180)
    async with open_stage(people=PEOPLE, limits=limits, video=video) as stage:
        # Flipbook leaves one turn in five alone, so its cards need a quarter more than the shortest time.
        render_seconds = 1.4 * jobs * TURN_SECONDS
        async with stage.run_bot(Kind.FLIPBOOK, render_seconds=render_seconds, settings=_SETTINGS):
            await ask_steadily(partial(stage.ask, Kind.FLIPBOOK), count=jobs, per_second=PER_SECOND)
            await _wait_for_endings(stage, jobs=jobs, patience_seconds=60 + render_seconds + 4 * jobs * TURN_SECONDS)
        refused = Counter(str(call.route) for call in stage.discord.calls if call.status == _TOO_MANY)
        return read_endings(stage), limits, refused


async def _wait_for_endings(stage: Stage, *, jobs: int, patience_seconds: float) -> None:
    async for _ in every_moment(seconds=patience_seconds):
        if len(read_endings(stage)) == jobs:
            return


def read_endings(stage: Stage) -> list[Ending]:
    """Return the endings of all jobs whose video and final card stand."""
    messages = {str(message.nonce): message for message in stage.discord.messages(stage.channels[0].id)}
    endings = []
    for nonce, video in messages.items():
        card = messages.get(f"c{nonce[1:]}")
        if not nonce.startswith("r") or card is None:
            continue
        card_at = _find_end(stage, card)
        if card_at is not None:
            endings.append(Ending(video_at=video.created_at, card_at=card_at))
    return endings


def _find_end(stage: Stage, card: Message) -> datetime | None:
    return next((edit.at for edit in stage.discord.edits(card.id) if _DONE in edit.text), None)


def compute_delays(endings: list[Ending]) -> list[float]:
    """Return how many seconds after its turn each final state stood."""
    delays, turn = [], 0.0
    for ending in sorted(endings, key=lambda one: one.video_at):
        turn = max(ending.video_at.timestamp(), turn + TURN_SECONDS)
        delays.append(ending.card_at.timestamp() - turn)
    return delays


async def report(*, jobs: int) -> bool:
    """Measure, print what was found and tell whether the promise holds."""
    endings, limits, refused = await measure(jobs=jobs)
    print(f"answers 429: {limits.overflows} {dict(refused)}")
    print(f"final states standing: {len(endings)} of {jobs}")
    delays = compute_delays(endings)
    if delays:
        print(
            f"after their turn: p50 {percentile(delays, 0.5):.1f} s, p99 {percentile(delays, 0.99):.1f} s, "
            f"longest {max(delays):.1f} s; {sum(one > LATEST_SECONDS for one in delays)} after {LATEST_SECONDS:.0f} s"
        )
        behind = [(one.card_at - one.video_at).total_seconds() for one in endings]
        print(f"after their video: p50 {percentile(behind, 0.5):.1f} s, longest {max(behind):.1f} s")
        _print_pace(endings)
    print_load()
    return not limits.overflows and len(endings) == jobs and max(delays) <= LATEST_SECONDS


def _print_pace(endings: list[Ending]) -> None:
    began, ended = min(one.video_at for one in endings), max(one.card_at for one in endings)
    seconds = (ended - began).total_seconds()
    possible = (len(endings) - 1) * TURN_SECONDS
    print(f"from the first video to the last state: {seconds:.0f} s; at one a second {possible:.0f} s", end="")
    print(f", ratio {seconds / possible:.2f}" if possible else "")


def main() -> None:
    """Read the flags and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"run {QUICK_JOBS} jobs instead of {JOBS}")
    flags = parser.parse_args()
    sys.exit(0 if asyncio.run(report(jobs=QUICK_JOBS if flags.quick else JOBS)) else 1)


if __name__ == "__main__":
    main()
