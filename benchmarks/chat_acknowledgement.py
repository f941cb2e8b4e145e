"""What the measurements of acknowledgements share: who is asked how often, in which order, and what is promised.

Bare bot and Flipbook take turns, since machines are busier at one time than at another; what counts are the medians of
all rounds. Both have a moment to finish their start, and neither is asked faster or slower than the other. The clock
runs from when the platform says something to when the acknowledgement comes out of the bot.
"""

import argparse
import asyncio
import contextlib
import statistics
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeAlias

from benchmarks.chat_process import Kind
from benchmarks.chat_stage import Asked, ask_steadily, percentile, print_load
from benchmarks.wire_tap import Speaker, WireTap

PER_SECOND = 50
SECONDS, QUICK_SECONDS = 60, 10
ROUNDS = 3
CHANNELS, PEOPLE = 50, 200
RENDER_SECONDS = 30
#: So long a bot that has just connected is left alone.
START_SECONDS = 5
PATIENCE_SECONDS = 30
RATIO_LIMIT = 1.5
LONGEST_SECONDS = 1.0


class Until(Protocol):
    """Waits for something to happen on a local platform."""

    def __call__(self, predicate: Callable[[], object], *, patience_seconds: float) -> Awaitable[None]:
        """Return when the condition holds; raise `TimeoutError` when that takes too long."""


#: Lets this bot be asked for so many seconds, and returns after how many each was acknowledged, or infinity.
Measure: TypeAlias = Callable[[Kind, int], Awaitable[Sequence[float]]]


async def ask_bot(ask: Callable[[int], Awaitable[Asked]], *, seconds: int) -> list[Asked]:
    """Ask a bot that has just connected for so many seconds and return what was asked; `ask` takes the number."""
    await asyncio.sleep(START_SECONDS)
    return await ask_steadily(ask, count=PER_SECOND * seconds, per_second=PER_SECOND)


async def time_answers(began: Mapping[str, float], *, tap: WireTap, until: Until) -> list[float]:
    """Return after how many seconds each was acknowledged, given when it was said; one that never was: infinity."""
    heard = tap.moments[Speaker.BOT]
    with contextlib.suppress(TimeoutError):
        await until(lambda: began.keys() <= heard.keys(), patience_seconds=PATIENCE_SECONDS)
    return [heard.get(name, float("inf")) - moment for name, moment in began.items()]


async def compare(measure: Measure, *, seconds: int, rounds: int) -> bool:
    """Measure both in turns, print what was found and tell whether the promise holds."""
    bare, ours = list[Sequence[float]](), list[Sequence[float]]()
    for _ in range(rounds):
        bare.append(await measure(Kind.DEFERRER, seconds))
        ours.append(await measure(Kind.FLIPBOOK, seconds))
        _print_round(bare[-1], ours[-1])
    longest = max(max(times) for times in ours)
    was, now = _find_median(bare, 0.99), _find_median(ours, 0.99)
    print(f"p99 of {rounds} rounds: bare {was * 1000:.1f} ms, Flipbook {now * 1000:.1f} ms, ratio {now / was:.2f}")
    print(f"longest: bare {max(max(times) for times in bare) * 1000:.0f} ms, Flipbook {longest * 1000:.0f} ms")
    print_load()
    return now <= RATIO_LIMIT * was and longest <= LONGEST_SECONDS


def run(measure: Measure, *, description: str) -> None:
    """Read the flags, compare, and end with 1 when the promise does not hold."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help=f"one round of {QUICK_SECONDS} s")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"so many rounds of {SECONDS} s each")
    flags = parser.parse_args()
    seconds, rounds = (QUICK_SECONDS, 1) if flags.quick else (SECONDS, flags.rounds)
    sys.exit(0 if asyncio.run(compare(measure, seconds=seconds, rounds=rounds)) else 1)


def _find_median(rounds: Sequence[Sequence[float]], share: float) -> float:
    return statistics.median(percentile(times, share) for times in rounds)


def _print_round(bare: Sequence[float], ours: Sequence[float]) -> None:
    for name, share in (("p50", 0.5), ("p99", 0.99), ("longest", 1.0)):
        was, now = percentile(bare, share), percentile(ours, share)
        print(f"  {name}: bare {was * 1000:.1f} ms, Flipbook {now * 1000:.1f} ms, of {len(ours)}")
