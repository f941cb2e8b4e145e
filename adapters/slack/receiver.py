"""Hands what Socket Mode brought to the app, and what the app answers back. Listening is done in another process.

Events were acknowledged there already. Whatever waits for an answer, such as a form, is acknowledged with it.
"""

import json
import logging
import time
from asyncio import StreamWriter

from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.line.frames import build_frame
from adapters.slack.line_frames import FrameKind
from adapters.slack.socket import MessageType
from adapters.slack.workspace import settle_workspace

logger = logging.getLogger(__name__)


class Receiver:
    """Has the app deal with envelopes."""

    def __init__(self, app: AsyncApp) -> None:
        """Hand everything to `app`."""
        self._app = app

    async def receive(self, client: AsyncBaseSocketModeClient, raw_envelope: str) -> None:
        """Deal with one envelope, as Slack sent it; an answer goes out by `client`."""
        began = time.time()
        try:
            request = SocketModeRequest.from_dict(json.loads(raw_envelope))
            if request is None:
                return
            deed = AsyncBoltRequest(mode="socket_mode", body=request.payload, headers=build_headers(request))
            settle_workspace(deed)
            answer = await self._app.async_dispatch(deed)
            if request.type != MessageType.EVENT:
                await send_async_response(client, request, answer, began)
        except Exception:
            # One envelope that breaks must not keep the next from being heard.
            logger.exception("Something that Slack told could not be dealt with")


class AnswerPost(AsyncBaseSocketModeClient):
    """Stands in for the library's connection, which is in the process that listens."""

    def __init__(self, writer: StreamWriter) -> None:
        """Write to that process by `writer`."""
        self.logger = logger
        self._writer = writer

    async def send_message(self, message: str) -> None:
        """Pass an acknowledgement on; where the process is gone, Slack tells the person to try again."""
        if not self._writer.is_closing():
            self._writer.write(build_frame(FrameKind.ANSWER, message))
