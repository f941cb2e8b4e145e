import asyncio
import signal

import pytest

from adapters.terminal.signals import listen_for_signals


@pytest.mark.parametrize(
    ("number", "told"),
    [(signal.SIGINT, "interrupt"), (signal.SIGTERM, "leave"), (signal.SIGHUP, "leave")],
)
async def test_each_signal_says_what_is_wanted(number: signal.Signals, told: str) -> None:
    wishes: asyncio.Queue[str] = asyncio.Queue()
    with listen_for_signals(interrupt=lambda: wishes.put_nowait("interrupt"), leave=lambda: wishes.put_nowait("leave")):
        signal.raise_signal(number)

        assert await wishes.get() == told


async def test_afterwards_signals_do_what_they_did_before() -> None:
    before = signal.getsignal(signal.SIGINT)

    with listen_for_signals(interrupt=lambda: None, leave=lambda: None):
        pass

    assert signal.getsignal(signal.SIGINT) is before
