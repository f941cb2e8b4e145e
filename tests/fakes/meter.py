"""A meter that remembers everything that was taken down."""

from collections import Counter, defaultdict

from bot.metrics.meter import Tally, Timing


class MemoryMeter:
    """Keeps counts and times."""

    def __init__(self) -> None:
        self.tallies: Counter[tuple[Tally, str]] = Counter()
        self.timings: defaultdict[Timing, list[float]] = defaultdict(list)

    def count(self, what: Tally, *, label: str) -> None:
        self.tallies[what, label] += 1

    def time(self, what: Timing, *, seconds: float) -> None:
        self.timings[what].append(seconds)
