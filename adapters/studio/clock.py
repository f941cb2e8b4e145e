"""The clock every expiry, limit and timestamp of the studio reads; tests hand in their own."""

from collections.abc import Callable
from datetime import UTC, datetime

#: Returns Unix time in seconds.
Clock = Callable[[], float]


def format_time(unix_seconds: float) -> str:
    """Return the instant as ISO 8601 in UTC, whole seconds."""
    return datetime.fromtimestamp(unix_seconds, UTC).isoformat(timespec="seconds")
