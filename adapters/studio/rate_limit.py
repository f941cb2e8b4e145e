"""How often a key may call: a bucket of tokens per key that refills evenly."""

import math
from dataclasses import dataclass

from adapters.studio.clock import Clock


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class RateLimit:
    """At most `per_minute` calls a minute per owner; a full minute's worth may come at once."""

    def __init__(self, per_minute: int, clock: Clock) -> None:
        """Count against `clock`."""
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, owner: str) -> int | None:
        """Count one call; return None if it may pass, otherwise the whole seconds to wait."""
        bucket = self._refill(owner)
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return None
        return math.ceil((1 - bucket.tokens) * 60 / self._per_minute)

    def _refill(self, owner: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(owner, _Bucket(self._per_minute, now))
        gained = max(0.0, now - bucket.filled_at) * self._per_minute / 60
        bucket.tokens = min(self._per_minute, bucket.tokens + gained)
        bucket.filled_at = now
        return bucket
