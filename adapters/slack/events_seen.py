"""Which events were dealt with: Slack tells of the same thing again when it is in doubt, and sometimes without reason.

Only saves work and second answers. What must never happen twice is held by the ids of jobs, across restarts too.
"""

from collections import OrderedDict

_MOST_EVENTS = 10_000


class EventsSeen:
    """Remembers the latest events."""

    def __init__(self, *, most: int = _MOST_EVENTS) -> None:
        """Remember at most so many keys."""
        self._most = most
        self._keys: OrderedDict[str, None] = OrderedDict()

    def is_new(self, *keys: str) -> bool:
        """Remember an event by all its keys; return False when one of them was known, and empty ones do not count."""
        named = [key for key in keys if key]
        is_new = not any(key in self._keys for key in named)
        for key in named:
            self._keys[key] = None
            self._keys.move_to_end(key)
        while len(self._keys) > self._most:
            self._keys.popitem(last=False)
        return is_new
