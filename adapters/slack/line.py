"""Runs the socket on a thread with a loop of its own, so that Slack is answered however busy the program is."""

import asyncio
import logging
import threading
from contextlib import suppress

from adapters.slack.socket import SlackSocket

logger = logging.getLogger(__name__)

_JOIN_SECONDS = 10.0


class SlackLine:
    """Keeps a thread that listens to Slack."""

    def __init__(self, socket: SlackSocket) -> None:
        """Run `socket`, which hands over what it hears by itself."""
        self._socket = socket

    async def run(self) -> None:
        """Listen until the socket is closed or Slack refuses it for good."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        thread = threading.Thread(target=self._listen, args=(loop, ended), name="slack socket", daemon=True)
        thread.start()
        try:
            await ended.wait()
        finally:
            self._socket.close()
            await asyncio.to_thread(thread.join, _JOIN_SECONDS)

    def close(self) -> None:
        """Hang up; `run` returns once that is done."""
        self._socket.close()

    def _listen(self, loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
        try:
            asyncio.run(self._socket.run())
        finally:
            # Where the program's loop is over already, nobody waits.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(ended.set)
