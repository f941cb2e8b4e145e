"""The time that the local Discord lives by, and the ids that carry it; nobody's patience belongs here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH_MS = 1_420_070_400_000


@dataclass
class Clock:
    """A clock that tests put forward."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC) + self.ahead

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        self.ahead += timedelta(seconds=seconds)


@dataclass
class SnowflakeMint:
    """Makes ids that grow and carry their time."""

    clock: Clock
    last: int = 0

    def mint(self) -> int:
        """Make the next id."""
        milliseconds = int(self.clock.now().timestamp() * 1000) - EPOCH_MS
        self.last = max(self.last + 1, milliseconds << 22)
        return self.last
