from bot.job.arrivals import Arrivals
from tests.bot.job.world import ADA, BOB


def test_orders_that_arrive_at_once_are_numbered_by_person() -> None:
    arrivals = Arrivals()

    with arrivals.arriving(ADA) as first, arrivals.arriving(ADA) as second, arrivals.arriving(BOB) as other:
        assert (first, second, other) == (1, 2, 1)


def test_what_has_arrived_counts_no_more() -> None:
    arrivals = Arrivals()
    with arrivals.arriving(ADA):
        pass

    with arrivals.arriving(ADA) as number:
        assert number == 1
