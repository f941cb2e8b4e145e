import pytest

from bot.job.estimate import RenderEstimate, estimate_render


def test_history_comes_first() -> None:
    estimate = estimate_render([10.0, 20.0, 30.0, 40.0, 50.0, 60.0], service_seconds=300)

    assert estimate == RenderEstimate(low_seconds=20.0, high_seconds=50.0)


def test_a_single_slow_job_does_not_spoil_the_estimate() -> None:
    estimate = estimate_render([10.0] * 9 + [3600.0], service_seconds=None)

    assert estimate == RenderEstimate(low_seconds=10.0, high_seconds=10.0)


@pytest.mark.parametrize("history", [[], [1.0, 2.0, 3.0, 4.0]])
def test_the_service_is_believed_while_there_is_little_history(history: list[float]) -> None:
    assert estimate_render(history, service_seconds=60) == RenderEstimate(low_seconds=60.0, high_seconds=60.0)


@pytest.mark.parametrize("service_seconds", [None, 0])
def test_nothing_is_guessed(service_seconds: int | None) -> None:
    assert estimate_render([1.0], service_seconds=service_seconds) is None
