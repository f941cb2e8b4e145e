from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings


@pytest.fixture(autouse=True)
def bare_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no setting from outside."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"FLIPBOOK_{name.upper()}", raising=False)


def test_nothing_has_to_be_set() -> None:
    settings = Settings()

    assert (settings.host, settings.port, settings.api_key) == ("127.0.0.1", 8080, None)


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLIPBOOK_PORT", "9000")

    assert Settings().port == 9000


def test_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FLIPBOOK_PORT=9001\nUNRELATED=1\n")

    assert Settings().port == 9001


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("FLIPBOOK_PORT=9001\n")
    monkeypatch.setenv("FLIPBOOK_PORT", "9000")

    assert Settings().port == 9000


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLIPBOOK_API_KEY", "")

    assert Settings().api_key is None


def test_a_secret_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLIPBOOK_API_KEY", "sk-hunter2")

    assert "hunter2" not in repr(Settings())


def test_settings_never_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc] # what is forbidden is the point
