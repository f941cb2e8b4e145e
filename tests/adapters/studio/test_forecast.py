import pytest

from adapters.studio.forecast import Work, forecast_ends


def build_work(prefix: str, seconds: list[float]) -> list[Work]:
    return [Work(task_id=f"{prefix}{number}", seconds=left) for number, left in enumerate(seconds)]


@pytest.mark.parametrize(
    ("running", "waiting", "expected"),
    [
        ([], [], {}),
        ([], [4.0], {"w0": 4}),
        ([3.0], [], {"r0": 3}),
        ([3.0], [4.0], {"r0": 3, "w0": 4}),
        ([3.0, 5.0], [4.0], {"r0": 3, "r1": 5, "w0": 7}),
        ([3.0, 5.0], [4.0, 1.0], {"r0": 3, "r1": 5, "w0": 7, "w1": 6}),
        ([], [1.2, 1.2, 1.2], {"w0": 2, "w1": 2, "w2": 3}),
    ],
)
def test_forecasts_the_end_of_every_piece_of_work(
    running: list[float], waiting: list[float], expected: dict[str, int]
) -> None:
    ends = forecast_ends(build_work("r", running), build_work("w", waiting), places=2)

    assert ends == expected
