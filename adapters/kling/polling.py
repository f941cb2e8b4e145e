"""When to ask again how a task stands. Asking itself, and giving up, do not belong here."""

#: Each question about an unfinished task makes the paid service ask its own provider, so it is asked sparingly.
_FIRST_SECONDS = 15.0
_SOONEST_FIRST_SECONDS = 3.0
_NEAR_SECONDS = 8.0
_FAR_SECONDS = 10.0
_LATE_SECONDS = 15.0
_VERY_LATE_SECONDS = 30.0
_NEAR_THE_END_SECONDS = 60.0
_LATE_AFTER_SECONDS = 300.0

#: The studio on this machine: (up to this age of the task, wait so long).
_LOCAL_STEPS = ((60.0, 0.5), (300.0, 1.0))
_LOCAL_SLOWEST_SECONDS = 2.0


def next_poll_seconds(*, elapsed_seconds: float, estimated_seconds: float | None, is_local: bool) -> float:
    """Return how long to wait before the next question, counted from now.

    `elapsed_seconds` is the age of the submission, `estimated_seconds` the service's own guess of how long the
    task takes from submission to video.
    """
    elapsed = max(elapsed_seconds, 0.0)
    if is_local:
        return next((wait for age, wait in _LOCAL_STEPS if elapsed < age), _LOCAL_SLOWEST_SECONDS)
    first = _first_poll_seconds(estimated_seconds)
    if elapsed < first:
        return max(first - elapsed, _SOONEST_FIRST_SECONDS)
    return _repeat_seconds(elapsed, estimated_seconds)


def _first_poll_seconds(estimated_seconds: float | None) -> float:
    if not estimated_seconds:
        return _FIRST_SECONDS
    return min(max(estimated_seconds, _SOONEST_FIRST_SECONDS), _FIRST_SECONDS)


def _repeat_seconds(elapsed: float, estimated_seconds: float | None) -> float:
    expected = estimated_seconds or _LATE_AFTER_SECONDS
    overdue = elapsed - max(expected, _LATE_AFTER_SECONDS)
    if overdue > 3 * _LATE_AFTER_SECONDS:
        return _VERY_LATE_SECONDS
    if overdue >= 0:
        return _LATE_SECONDS
    return _NEAR_SECONDS if abs(expected - elapsed) <= _NEAR_THE_END_SECONDS else _FAR_SECONDS
