"""Signed requests to the bot's own address, the other way beside Socket Mode; what is in them belongs to others."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

import aiohttp

from tests.servers.slack.deliveries import Delivery, DeliveryKind
from tests.servers.slack.records import Json
from tests.servers.slack.state import World

TIMEOUT, CUT, REFUSED = "http_timeout", "connection_failed", "http_error"
OKAY = 200
VERSION = "v0"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the bot's web server answered."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass(kw_only=True, repr=False)
class SignedRequests:
    """Sends deliveries as Slack's own requests."""

    world: World
    session: aiohttp.ClientSession | None = None
    replies: list[Reply] = field(default_factory=list)

    async def send(self, delivery: Delivery, *, reason: str, patience_seconds: float) -> str:
        """Send a request and take in the answer; give why there was none."""
        headers: dict[str, str] = {}
        if delivery.kind is DeliveryKind.EVENT and delivery.attempts:
            headers = {"x-slack-retry-num": str(delivery.attempts), "x-slack-retry-reason": reason}
        delivery.attempts += 1
        began = perf_counter()
        try:
            async with asyncio.timeout(patience_seconds):
                reply = await self.post(delivery.kind, delivery.payload, headers=headers)
        except TimeoutError:
            return TIMEOUT
        except aiohttp.ClientError:
            return CUT
        if reply.status != OKAY:
            # The bot asks not to be told again.
            return "" if reply.headers.get("x-slack-no-retry") else REFUSED
        delivery.answer_seconds = perf_counter() - began
        delivery.acknowledged_at, delivery.answer = self.world.clock.now(), _read_answer(reply.text)
        return ""

    async def post(
        self,
        kind: DeliveryKind,
        payload: Json,
        *,
        headers: dict[str, str] | None = None,
        secret: str = "",
        age_seconds: float = 0,
    ) -> Reply:
        """Send a payload, signed with another secret or at another time when a test asks for it."""
        body, media_type = _write_body(kind, payload)
        sent_at = str(int(self.world.clock.timestamp() - age_seconds))
        signed = {
            "Content-Type": media_type,
            "X-Slack-Request-Timestamp": sent_at,
            "X-Slack-Signature": sign(secret or self.world.app.signing_secret, sent_at, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        if self.session is None:
            problem = "the server is not running"
            raise RuntimeError(problem)
        address = self.world.app.request_url
        async with self.session.post(address, data=body, headers=signed | (headers or {})) as response:
            text = await response.text()
            found = {name.lower(): value for name, value in response.headers.items()}
            reply = Reply(status=response.status, text=text, headers=found)
        self.replies.append(reply)
        return reply


def sign(secret: str, sent_at: str, body: bytes) -> str:
    """Sign a body as Slack does."""
    base = f"{VERSION}:{sent_at}:".encode() + body
    return f"{VERSION}={hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()}"


def _write_body(kind: DeliveryKind, payload: Json) -> tuple[bytes, str]:
    """Write the body and its media type: JSON for events, forms for what people do."""
    form = "application/x-www-form-urlencoded"
    if kind is DeliveryKind.EVENT:
        return json.dumps(payload).encode(), "application/json"
    if kind is DeliveryKind.COMMAND:
        return urlencode({name: str(value) for name, value in payload.items()}).encode(), form
    return urlencode({"payload": json.dumps(payload)}).encode(), form


def _read_answer(text: str) -> object:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
