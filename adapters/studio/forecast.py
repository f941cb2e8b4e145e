"""When queued work will be done, told from how long each piece of it takes."""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Work:
    """A piece of work and the seconds that are left of it."""

    task_id: str
    seconds: float


def forecast_ends(running: Sequence[Work], waiting: Sequence[Work], *, places: int) -> dict[str, int]:
    """Return in how many whole seconds each piece will be done; `waiting` is in the order of being served."""
    ends = {work.task_id: work.seconds for work in running}
    free_at = [0.0] * max(0, places - len(running)) + list(ends.values())
    heapq.heapify(free_at)
    for work in waiting:
        ends[work.task_id] = heapq.heappop(free_at) + work.seconds
        heapq.heappush(free_at, ends[work.task_id])
    return {task_id: math.ceil(seconds) for task_id, seconds in ends.items()}
