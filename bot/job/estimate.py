"""How long a job should take, learned from this bot's own history first and the service's word second."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

_MIN_HISTORY = 5


@dataclass(frozen=True, kw_only=True)
class RenderEstimate:
    """A typical range of seconds from submission to video."""

    low_seconds: float
    high_seconds: float


def estimate_render(history_seconds: Sequence[float], *, service_seconds: int | None) -> RenderEstimate | None:
    """Return the 20th to 80th percentile of past jobs of this kind, else the service's estimate, else None."""
    if len(history_seconds) >= _MIN_HISTORY:
        fifths = statistics.quantiles(history_seconds, n=5, method="inclusive")
        return RenderEstimate(low_seconds=fifths[0], high_seconds=fifths[-1])
    if service_seconds:
        return RenderEstimate(low_seconds=float(service_seconds), high_seconds=float(service_seconds))
    return None
