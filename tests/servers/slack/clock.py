"""The time that the local Slack lives by, and the ids and message times that are made of it; nobody's patience."""

import secrets
import string
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

LETTERS = string.ascii_uppercase + string.digits
LUCK_LETTERS, COUNT_DIGITS, BLOCK_LETTERS = 4, 6, 5
MILLION = 1_000_000


@dataclass
class Clock:
    """A clock that tests put forward."""

    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        """Tell the time."""
        return datetime.now(UTC) + self.ahead

    def timestamp(self) -> float:
        """Tell the time in seconds of the epoch."""
        return self.now().timestamp()

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        self.ahead += timedelta(seconds=seconds)


@dataclass
class Mint:
    """Makes ids by their letter, and message times that never come twice."""

    clock: Clock
    last: int = 0
    made: int = 0

    def make_id(self, prefix: str) -> str:
        """Make an id that looks like Slack's; the ids of one kind sort by their age, so that tests repeat."""
        self.made += 1
        return f"{prefix}{self.made:0{COUNT_DIGITS}}{_draw(LUCK_LETTERS)}"

    def make_block_id(self) -> str:
        """Make an id for a block that came without one."""
        return _draw(BLOCK_LETTERS)

    def make_ts(self) -> str:
        """Make the time that names a message."""
        self.last = max(self.last + 1, int(self.clock.timestamp() * MILLION))
        return f"{self.last // MILLION}.{self.last % MILLION:06d}"

    def make_trigger_id(self) -> str:
        """Make the right to open one view."""
        return f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"


def _draw(count: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(count))
