from adapters.studio.rate_limit import RateLimit
from tests.adapters.studio.client import HandClock


def test_refills_evenly_after_a_burst() -> None:
    clock = HandClock()
    limit = RateLimit(60, clock)
    burst = [limit.take("a") for _ in range(61)]
    clock.now += 1.0

    refilled = [limit.take("a") for _ in range(2)]

    assert burst == [None] * 60 + [1]
    assert refilled == [None, 1]


def test_counts_every_owner_alone() -> None:
    limit = RateLimit(1, HandClock())
    limit.take("a")

    assert limit.take("b") is None
    assert limit.take("a") == 60
