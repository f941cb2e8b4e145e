"""Takes what Socket Mode brings, on the thread that listens, and hands it to the app on the program's own loop.

Events are acknowledged before anything else, as the library does too, but however busy the program is. Whatever waits
for an answer, such as a form, is acknowledged with it.
"""

import asyncio
import logging
import time
from concurrent.futures import Future
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

logger = logging.getLogger(__name__)

_EVENTS = "events_api"


class Receiver:
    """Stands between the thread that listens and the loop that works."""

    def __init__(self, app: AsyncApp, *, loop: asyncio.AbstractEventLoop) -> None:
        """Hand everything to `app` on `loop`."""
        self._app = app
        self._loop = loop
        #: Nobody else holds what is being dealt with.
        self._running: set[Future[Any]] = set()

    async def receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Deal with one envelope; the library calls this for each."""
        if request.type == _EVENTS:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
            self._hand_over(request)
            return
        began = time.time()
        answer = await asyncio.wrap_future(self._hand_over(request))
        await send_async_response(client, request, answer, began)

    def _hand_over(self, request: SocketModeRequest) -> Future[Any]:
        work = run_async_bolt_app(self._app, request)
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        self._running.add(future)
        future.add_done_callback(self._finish)
        return future

    def _finish(self, future: Future[Any]) -> None:
        self._running.discard(future)
        if not future.cancelled() and future.exception() is not None:
            logger.error("Something that Slack told could not be dealt with", exc_info=future.exception())
