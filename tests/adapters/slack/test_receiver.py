import asyncio
import json
import logging
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
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

    async def send_message(self, message: str) -> None:
        self.sent.append(json.loads(message))


async def authorize(team_id: str) -> AuthorizeResult:
    """Speak for every workspace."""
    return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token="x", bot_id="B1", bot_user_id="U0")  # noqa: S106  # no secret


@pytest.fixture
def app() -> AsyncApp:
    """Build an app that listens to nothing yet."""
    return AsyncApp(name="tests", client=AsyncWebClient(), authorize=authorize)


def build_envelope(kind: str, payload: dict[str, Any]) -> str:
    """Build what comes over the wire."""
    return json.dumps({"type": kind, "envelope_id": "e1", "payload": payload})


async def test_an_event_is_dealt_with_and_not_acknowledged_again(app: AsyncApp) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()

    async def listen(event: dict[str, Any]) -> None:
        heard.put_nowait(event["text"])

    app.event("app_mention")(listen)
    wire = WireTap()
    await Receiver(app).receive(wire, build_envelope("events_api", MENTION))

    assert await heard.get() == "hello"
    assert not wire.sent


async def test_a_form_is_answered_with_what_is_wrong_in_it(app: AsyncApp) -> None:
    async def refuse(ack: AsyncAck) -> None:
        await ack(response_action="errors", errors={"prompt": "Too long."})

    app.view("form")(refuse)
    wire = WireTap()
    await Receiver(app).receive(wire, build_envelope("interactive", FORM))

    assert wire.sent == [
        {"envelope_id": "e1", "payload": {"response_action": "errors", "errors": {"prompt": "Too long."}}}
    ]


@pytest.mark.parametrize(
    "broken",
    ["no JSON", "{}", build_envelope("events_api", {"team_id": "T1", "type": "event_callback", "event": None})],
)
async def test_what_breaks_hinders_nothing_and_is_not_quoted(
    app: AsyncApp, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_down(error: Exception) -> None:
        raise error

    app.error(break_down)
    wire = WireTap()
    for envelope in (broken, build_envelope("events_api", MENTION)):
        await Receiver(app).receive(wire, envelope)

    assert not wire.sent
    assert "hello" not in caplog.text
