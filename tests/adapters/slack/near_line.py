"""Listens to Slack without a process of its own, which tests of what is heard can do without."""

import asyncio
from typing import Any

from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from adapters.slack.connection import SlackConnection
from adapters.slack.line_account import LineAccount
from adapters.slack.receiver import Receiver
from adapters.slack.socket import MessageType, SlackSocket, TokenRefused


class NearLine:
    """Runs the socket on the program's own loop."""

    def __init__(self, receiver: Receiver, account: LineAccount, *, connection: SlackConnection) -> None:
        self._receiver = receiver
        self._connection = connection
        self._socket = SlackSocket(account, self)
        self._dealing: set[asyncio.Task[None]] = set()

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    async def run(self) -> None:
        """Listen until closed, or until Slack refuses the token."""
        async with asyncio.TaskGroup() as self._tasks:
            try:
                await self._socket.run()
            except TokenRefused:
                return
            finally:
                for task in self._dealing:
                    task.cancel()

    async def hear(
        self, client: AsyncBaseSocketModeClient, message: dict[str, Any], raw_message: str | None = None
    ) -> None:
        """Acknowledge events and hand everything over."""
        if "envelope_id" not in message:
            return
        task = self._tasks.create_task(self._receiver.receive(client, raw_message or ""))
        self._dealing.add(task)
        task.add_done_callback(self._dealing.discard)
        if message.get("type") == MessageType.EVENT:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=message["envelope_id"]))

    def note_line(self, *, is_open: bool) -> None:
        """Tell the connection whether Slack can be heard."""
        self._connection.note_line(is_open=is_open)
