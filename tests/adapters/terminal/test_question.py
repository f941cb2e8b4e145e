import io
import os
from collections.abc import Iterator

import pytest

from adapters.terminal.question import ask_for_agreement
from bot.errors import RequestRefused
from tests.adapters.terminal.builders import build_screen


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Put a terminal before the test and lend the end on which its person types."""
    typing_end, program_end = os.openpty()
    with os.fdopen(program_end, encoding="utf-8") as terminal:
        monkeypatch.setattr("sys.stdin", terminal)
        yield typing_end
    os.close(typing_end)


@pytest.mark.parametrize("answer", [b"y\n", b"Yes\n", b" YES \n"])
async def test_agreement_lets_the_call_go_on(keyboard: int, answer: bytes) -> None:
    screen, written = build_screen()
    os.write(keyboard, answer)

    await ask_for_agreement(screen, credit_count=27.0)

    assert "about 27 credits" in written.getvalue()


@pytest.mark.parametrize("answer", [b"\n", b"n\n", b"what?\n", b"\x04"])
async def test_anything_else_declines(keyboard: int, answer: bytes) -> None:
    screen, _ = build_screen()
    os.write(keyboard, answer)

    with pytest.raises(RequestRefused, match="nothing was charged"):
        await ask_for_agreement(screen, credit_count=27.0)


async def test_nobody_to_ask_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, _ = build_screen()
    monkeypatch.setattr("sys.stdin", io.StringIO())

    with pytest.raises(RequestRefused, match="Add `--yes`"):
        await ask_for_agreement(screen, credit_count=27.0)
