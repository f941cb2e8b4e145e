from pathlib import Path

from adapters.studio.gauge import Gauge


def test_shows_one_side_what_the_other_does(tmp_path: Path) -> None:
    server = Gauge.create(tmp_path / "gauge")
    worker = Gauge(tmp_path / "gauge")

    worker.show(0.5)
    server.ask_to_stop()

    assert server.share == 0.5
    assert worker.is_stop_asked


def test_never_goes_back(tmp_path: Path) -> None:
    gauge = Gauge.create(tmp_path / "gauge")

    gauge.show(0.5)
    gauge.show(0.25)
    gauge.show(7.0)

    assert gauge.share == 1.0


def test_trusts_what_was_expected_until_its_own_speed_shows(tmp_path: Path) -> None:
    gauge = Gauge.create(tmp_path / "gauge")
    gauge.show(0.1)
    early = gauge.predict_left(100.0)
    gauge.show(1.0)

    assert early == 90.0
    assert gauge.predict_left(100.0) == 0.0
