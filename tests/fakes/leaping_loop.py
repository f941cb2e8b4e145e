"""An event loop whose clock can be set forward, so that silence is sat out in no time, however slow the machine is.

Until somebody leaps, it is an ordinary loop; then everything that was to end within the leap is over at once.
"""

import asyncio


class LeapingLoop(asyncio.SelectorEventLoop):
    """Runs coroutines by the machine's clock and all leaps so far."""

    def __init__(self) -> None:
        self._ahead_seconds = 0.0
        super().__init__()

    def time(self) -> float:
        return super().time() + self._ahead_seconds

    def leap(self, seconds: float) -> None:
        """Let so much time have passed."""
        self._ahead_seconds += seconds


def leap(seconds: float) -> None:
    """Let so much time have passed for everything on the running loop."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, LeapingLoop), "this test needs a loop that can leap"
    loop.leap(seconds)
