from pathlib import Path

import pytest

from bot.environment import read_settings
from bot.errors import RequestRefused


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_what_was_said_on_the_command_line_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLIPBOOK_PORT", "9000")
    monkeypatch.setenv("FLIPBOOK_HOST", "localhost")

    settings = read_settings(port=0)

    assert (settings.port, settings.host) == (0, "localhost")


def test_an_unusable_setting_is_named_with_what_it_means(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLIPBOOK_PORT", "abc")

    with pytest.raises(RequestRefused) as refused:
        read_settings()

    assert refused.value.sentence.startswith("`FLIPBOOK_PORT` cannot be `abc`. It means: The port of the chat page")


def test_all_unusable_settings_are_named_at_once(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("FLIPBOOK_PORT=70000\nFLIPBOOK_LOG_LEVEL=LOUD\n", encoding="utf-8")

    with pytest.raises(RequestRefused, match=r"(?s)FLIPBOOK_PORT.*FLIPBOOK_LOG_LEVEL"):
        read_settings()
