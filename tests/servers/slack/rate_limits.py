"""How often a method may be called in one workspace; the faults that answer 429 without a count are in `faults.py`."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.servers.slack.methods import ROWS, Method, Tier


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many calls in so many seconds, looked at as a window that moves along."""

    calls: int
    seconds: float
    is_per_channel: bool = False


GENEROUS = Limit(calls=1_000_000, seconds=1)
_MINUTE = 60
TIER_LIMITS: Mapping[Tier, Limit] = {
    Tier.ONE: Limit(calls=1, seconds=_MINUTE),
    Tier.TWO: Limit(calls=20, seconds=_MINUTE),
    Tier.THREE: Limit(calls=50, seconds=_MINUTE),
    Tier.FOUR: Limit(calls=100, seconds=_MINUTE),
    Tier.SPECIAL: Limit(calls=600, seconds=_MINUTE),
}
#: What Slack documents, method by method.
REAL_LIMITS: Mapping[Method, Limit] = {method: TIER_LIMITS[row.tier] for method, row in ROWS.items()} | {
    Method.CHAT_POST: Limit(calls=1, seconds=1, is_per_channel=True),
    # A client that comes back after a cut is not made to wait a minute.
    Method.CONNECTIONS_OPEN: Limit(calls=10, seconds=_MINUTE),
}


@dataclass
class RateLimits:
    """Every count, and how often one overflowed."""

    limits: Mapping[Method, Limit] = field(default_factory=dict)
    #: Overflows by method.
    overflows: dict[Method, int] = field(default_factory=dict)
    _calls: dict[tuple[str, ...], deque[float]] = field(default_factory=dict)

    def take(self, method: Method, workspace_id: str, channel_id: str) -> float:
        """Count a call; give how many seconds it has to wait when there were too many."""
        limit = self.limits.get(method, GENEROUS)
        if limit is GENEROUS:
            return 0
        now = asyncio.get_running_loop().time()
        key = (method, workspace_id, channel_id if limit.is_per_channel else "")
        calls = self._calls.setdefault(key, deque())
        while calls and calls[0] <= now - limit.seconds:
            calls.popleft()
        if len(calls) < limit.calls:
            calls.append(now)
            return 0
        self.overflows[method] = self.overflows.get(method, 0) + 1
        return max(calls[0] + limit.seconds - now, 0.001)
