"""Acknowledges what Slack sends and passes it on to the program; the inner half of the process that listens."""

import json
from asyncio import StreamWriter
from typing import Any

from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from adapters.line.frames import build_frame
from adapters.slack.line_frames import FrameKind
from adapters.slack.socket import MessageType


class Relay:
    """Writes frames to the program."""

    def __init__(self, writer: StreamWriter) -> None:
        """Write to `writer`."""
        self._writer = writer
        # So `drain` waits until the system has everything, from where the program can read it even when we are gone.
        writer.transport.set_write_buffer_limits(high=0)
        self._is_open = False

    async def hear(
        self, client: AsyncBaseSocketModeClient, message: dict[str, Any], raw_message: str | None = None
    ) -> None:
        """Pass an envelope on, and then acknowledge it unless the program is to answer it.

        In this order nothing is lost with this process: Slack sends what was not acknowledged again, and the program
        knows what it has had already. What is lost with the program is what lies in the pipe. That is little, because
        nothing more is acknowledged while the pipe is full.
        """
        envelope_id = message.get("envelope_id")
        if not envelope_id or raw_message is None:
            return
        try:
            self._writer.write(build_frame(FrameKind.ENVELOPE, raw_message))
            await self._writer.drain()
        except ConnectionError:
            # The program is gone, and so will this process be in a moment.
            return
        if message.get("type") == MessageType.EVENT:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=envelope_id))

    def note_line(self, *, is_open: bool) -> None:
        """Tell the program whether Slack can be heard, when that changes."""
        if is_open != self._is_open:
            self._is_open = is_open
            self._writer.write(build_frame(FrameKind.STATE, json.dumps({"is_open": is_open})))
