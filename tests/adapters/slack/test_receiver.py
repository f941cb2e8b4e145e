import asyncio
import logging
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.receiver import Receiver

MENTION = {"team_id": "T1", "type": "event_callback", "event": {"type": "app_mention", "user": "U1", "text": "hello"}}
FORM = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "U1"},
    "view": {"type": "modal", "callback_id": "form"},
}


class WireTap(AsyncBaseSocketModeClient):
    """Notes what is sent to Slack."""

    def __init__(self) -> None:
        self.logger = logging.getLogger("tests.wire")
        self.sent: list[dict[str, Any]] = []

    async def send_socket_mode_response(self, response: dict[str, Any] | SocketModeResponse) -> None:
        self.sent.append(response.to_dict() if isinstance(response, SocketModeResponse) else response)


async def authorize(team_id: str) -> AuthorizeResult:
    """Speak for every workspace."""
    return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token="x", bot_id="B1", bot_user_id="U0")  # noqa: S106  # no secret


@pytest.fixture
def app() -> AsyncApp:
    """Build an app that listens to nothing yet."""
    return AsyncApp(name="tests", client=AsyncWebClient(), authorize=authorize)


@pytest.fixture
async def receiver(app: AsyncApp) -> Receiver:
    """Hand everything to the app on the test's own loop."""
    return Receiver(app, loop=asyncio.get_running_loop())


def build_request(kind: str, payload: dict[str, Any]) -> SocketModeRequest:
    """Build what comes over the wire."""
    return SocketModeRequest(type=kind, envelope_id="e1", payload=payload)


def receive_elsewhere(receiver: Receiver, request: SocketModeRequest) -> list[dict[str, Any]]:
    """Take something in on this thread's own loop, and return what was sent."""
    wire = WireTap()
    asyncio.run(receiver.receive(wire, request))
    return wire.sent


async def test_an_event_is_acknowledged_while_the_program_is_busy(app: AsyncApp, receiver: Receiver) -> None:
    heard, is_free = asyncio.Event(), asyncio.Event()

    async def listen(event: dict[str, Any]) -> None:
        await is_free.wait()
        assert event["text"] == "hello"
        heard.set()

    app.event("app_mention")(listen)
    sent = await asyncio.to_thread(receive_elsewhere, receiver, build_request("events_api", MENTION))
    was_heard = heard.is_set()
    is_free.set()
    await heard.wait()

    assert sent == [{"envelope_id": "e1"}]
    assert not was_heard


async def test_a_form_is_answered_with_what_is_wrong_in_it(app: AsyncApp, receiver: Receiver) -> None:
    async def refuse(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"prompt": "Too long."})

    app.view("form")(refuse)
    sent = await asyncio.to_thread(receive_elsewhere, receiver, build_request("interactive", FORM))

    assert sent == [{"envelope_id": "e1", "payload": {"response_action": "errors", "errors": {"prompt": "Too long."}}}]


async def test_what_breaks_is_logged_and_the_next_thing_is_heard(
    app: AsyncApp, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_down(error: Exception) -> None:
        raise error

    app.error(break_down)
    broken = {"team_id": "T1", "type": "event_callback", "event": None}
    sent = [
        await asyncio.to_thread(receive_elsewhere, receiver, build_request("events_api", payload))
        for payload in (broken, MENTION)
    ]

    assert sent == [[{"envelope_id": "e1"}]] * 2
    assert "hello" not in caplog.text
