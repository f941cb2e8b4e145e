"""Tells systemd how this process is, by its notification socket; where there is none, nobody is told."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Self


class Supervisor:
    """Sends the few words that systemd understands."""

    def __init__(self, address: str | None) -> None:
        """Send to the socket with this address, or nowhere."""
        # A leading @ stands for a name that is in no folder.
        self._address = f"\0{address[1:]}" if address and address.startswith("@") else address

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Return the supervisor that started this process, if any."""
        return cls(environment.get("NOTIFY_SOCKET") or None)

    def tell_ready(self) -> None:
        """Say that people can be served."""
        self._send("READY=1")

    def tell_stopping(self) -> None:
        """Say that the end is wanted."""
        self._send("STOPPING=1")

    def feed_watchdog(self) -> None:
        """Say that all is well; without that for a while, the supervisor starts the process anew."""
        self._send("WATCHDOG=1")

    def _send(self, words: str) -> None:
        if self._address is None:
            return
        # Whoever does not listen is not to keep us from working.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.settimeout(0)
            sender.sendto(words.encode(), self._address)
