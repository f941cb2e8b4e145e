"""Orders that are being taken in right now, counted by person; no store knows anything of them yet."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from bot.job.job import Requester


class Arrivals:
    """Numbers the orders of each person that arrive at the same time."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._counts: Counter[tuple[str, str]] = Counter()

    @contextmanager
    def arriving(self, person: Requester) -> Iterator[int]:
        """Count an order of `person` while the block runs; give its number among theirs, from 1 on."""
        key = (person.platform, person.id)
        self._counts[key] += 1
        try:
            yield self._counts[key]
        finally:
            self._counts[key] -= 1
            if not self._counts[key]:
                del self._counts[key]
