import gc
import sys
from collections.abc import Iterator

import pytest

from bot.start import main


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_the_script_is_the_module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["flipbook", "--version"])
    monkeypatch.delitem(sys.modules, "bot.__main__", raising=False)

    with pytest.raises(SystemExit) as ended:
        main()

    assert gc.isenabled()
    assert (ended.value.code, capsys.readouterr().out.split()[0]) == (0, "flipbook")
