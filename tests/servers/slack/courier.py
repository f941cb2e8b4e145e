"""Brings to the bot what happened, by Socket Mode or signed requests, and brings it again where Slack does."""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field

from tests.servers.slack.background import Background
from tests.servers.slack.deliveries import TRIGGER_SECONDS, Delivery, DeliveryKind
from tests.servers.slack.records import Json, Person, Workspace
from tests.servers.slack.signed_requests import SignedRequests
from tests.servers.slack.sockets import Sockets
from tests.servers.slack.state import World
from tests.servers.slack.validation import Validation

#: Which scope an event needs on top of being subscribed to.
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "file_shared": "files:read",
    "reaction_added": "reactions:read",
}


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long Slack waits for an answer, and when it tries again."""

    #: Slack waits for three, but a machine that stands still for a moment must not look like a bot that is slow.
    answer_seconds: float = 30
    #: How long the right to open a view lasts.
    trigger_seconds: float = TRIGGER_SECONDS
    retry_seconds: tuple[float, ...] = (0, 60, 300)


@dataclass(kw_only=True, repr=False)
class Courier:
    """Sends deliveries in the background."""

    world: World
    sockets: Sockets
    requests: SignedRequests
    validation: Validation
    patience: Patience
    #: Who is told of every delivery that was answered.
    listeners: list[Callable[[Delivery], None]] = field(default_factory=list)
    #: Where deliveries run, once the server does.
    background: Background | None = None

    def send_event(self, workspace: Workspace, event: Json, *, subscription: str = "") -> Delivery | None:
        """Tell the bot of an event, when it is there, subscribed to it and may know."""
        name = subscription or event["type"]
        scope = EVENT_SCOPES.get(name)
        grant = workspace.grant
        if grant is None or name not in self.world.app.events or (scope and scope not in grant.scopes):
            return None
        event = {"event_ts": self.world.mint.make_ts()} | event
        payload = build_event(self.world, workspace, event)
        self.validation.check_event(payload)
        return self.send(self.draft(DeliveryKind.EVENT, payload, workspace))

    def draft(
        self, kind: DeliveryKind, payload: Json, workspace: Workspace, *, person: Person | None = None
    ) -> Delivery:
        """Begin a delivery without sending it."""
        now = self.world.clock.now()
        return Delivery(kind=kind, payload=payload, workspace=workspace, created_at=now, person=person)

    def send(self, delivery: Delivery) -> Delivery:
        """Send a delivery, again and again where it has to be."""
        self.world.deliveries.append(delivery)
        self.start(self._carry(delivery))
        return delivery

    def start(self, work: Coroutine[None, None, None]) -> None:
        """Let something happen beside everything else."""
        if self.background is None:
            problem = "the server is not running"
            raise RuntimeError(problem)
        self.background.start(work)

    async def repeat(self, delivery: Delivery, *, reason: str = "timeout") -> Delivery:
        """Send the same once more, as if the first answer had been lost, and wait for the answer."""
        again = self.draft(delivery.kind, delivery.payload, delivery.workspace, person=delivery.person)
        again.attempts = delivery.attempts
        await self._attempt(again, reason)
        again.end()
        return again

    async def _carry(self, delivery: Delivery) -> None:
        """Carry a delivery until it is answered; only events come again."""
        pauses = self.patience.retry_seconds if delivery.kind is DeliveryKind.EVENT else ()
        reason = await self._attempt(delivery, "")
        for pause in pauses:
            if not reason:
                break
            await asyncio.sleep(pause)
            reason = await self._attempt(delivery, reason)
        if not reason:
            for listener in self.listeners:
                listener(delivery)
        delivery.end(failure=reason)
        self.world.note_change()

    async def _attempt(self, delivery: Delivery, reason: str) -> str:
        """Send once; give the reason why it failed, or nothing."""
        carrier = self.requests if self.world.app.request_url else self.sockets
        failure = await carrier.send(delivery, reason=reason, patience_seconds=self.patience.answer_seconds)
        self.world.note_change()
        return failure


def build_event(world: World, workspace: Workspace, event: Json) -> Json:
    """Wrap an event in what every event comes in."""
    bot_id = workspace.bot.id if workspace.bot else ""
    organisation = workspace.governor
    channel = world.channels.get(str(event.get("channel")))
    return {
        "token": world.app.verification_token,
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": organisation.id if organisation else None,
        "api_app_id": world.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": world.mint.make_id("Ev"),
        "event_time": int(world.clock.timestamp()),
        "authorizations": [
            {
                "enterprise_id": organisation.id if organisation else None,
                # Whoever speaks for an organisation is told there of no workspace.
                "team_id": None if organisation else workspace.id,
                "user_id": bot_id,
                "is_bot": True,
                "is_enterprise_install": organisation is not None,
            }
        ],
        "is_ext_shared_channel": channel is not None and channel.is_external,
        "event_context": f"4-{secrets.token_hex(24)}",
    }
