import sys

import pytest

from bot.start import main


def test_the_script_is_the_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["flipbook", "--version"])
    monkeypatch.delitem(sys.modules, "bot.__main__", raising=False)

    with pytest.raises(SystemExit) as ended:
        main()

    assert (ended.value.code, capsys.readouterr().out.split()[0]) == (0, "flipbook")
