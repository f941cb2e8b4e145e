import pytest
from hypothesis import given
from hypothesis import strategies as values

from adapters.kling.polling import next_poll_seconds


def wait_paid(elapsed: float, estimated: float | None = 180.0) -> float:
    return next_poll_seconds(elapsed_seconds=elapsed, estimated_seconds=estimated, is_local=False)


@pytest.mark.parametrize(("elapsed", "wait"), [(0, 15.0), (5, 10.0), (14, 3.0)])
def test_first_asks_fifteen_seconds_after_the_submission(elapsed: float, wait: float) -> None:
    assert wait_paid(elapsed) == wait


def test_asks_sooner_where_the_service_expects_to_be_quick() -> None:
    assert wait_paid(0, estimated=6) == 6.0


def test_asks_more_often_around_the_estimated_end() -> None:
    assert wait_paid(60) == 10.0
    assert wait_paid(150) == 8.0
    assert wait_paid(200) == 8.0


def test_backs_off_when_a_task_is_late() -> None:
    assert wait_paid(301) == 15.0
    assert wait_paid(1300) == 30.0


def test_a_long_estimate_puts_off_the_backing_off() -> None:
    assert wait_paid(400, estimated=900) == 10.0
    assert wait_paid(901, estimated=900) == 15.0


@pytest.mark.parametrize(("elapsed", "wait"), [(0, 0.5), (59, 0.5), (60, 1.0), (299, 1.0), (300, 2.0)])
def test_asks_the_studio_often(elapsed: float, wait: float) -> None:
    assert next_poll_seconds(elapsed_seconds=elapsed, estimated_seconds=10, is_local=True) == wait


@given(
    elapsed=values.floats(min_value=-10, max_value=1e6),
    estimated=values.none() | values.floats(min_value=0, max_value=1e6),
    is_local=values.booleans(),
)
def test_always_waits_a_bearable_time(*, elapsed: float, estimated: float | None, is_local: bool) -> None:
    wait = next_poll_seconds(elapsed_seconds=elapsed, estimated_seconds=estimated, is_local=is_local)

    assert 0.5 <= wait <= 30.0
