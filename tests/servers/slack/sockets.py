"""Socket Mode: tickets, connections, envelopes and their acknowledgements; what is in them belongs to others."""

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from time import perf_counter
from uuid import uuid4

from aiohttp import WSMessage, WSMsgType, web

from tests.servers.slack.deliveries import Delivery, DeliveryKind
from tests.servers.slack.records import Json
from tests.servers.slack.state import World

MAX_CONNECTIONS = 10
LIFE_SECONDS = 18060
CUT = "connection_failed"
TIMEOUT = "timeout"


class Farewell(StrEnum):
    """Why the server ends a connection."""

    WARNING = "warning"
    REFRESH = "refresh_requested"
    TOO_MANY = "too_many_websockets"
    DISABLED = "link_disabled"


@dataclass(kw_only=True, eq=False, repr=False)
class Connection:
    """One open socket of the bot."""

    socket: web.WebSocketResponse
    request: web.Request
    #: Whether it takes everything and answers nothing.
    is_deaf: bool = False
    #: Whether it is about to end and gets nothing new.
    is_leaving: bool = False
    #: Envelopes that were sent and wait for their acknowledgement.
    waiting: dict[str, "asyncio.Future[object]"] = field(default_factory=dict)

    async def say_goodbye(self, farewell: Farewell) -> None:
        """Ask the client to come again with a new connection."""
        self.is_leaving = farewell is not Farewell.WARNING
        await self.socket.send_json({"type": "disconnect", "reason": farewell, "debug_info": {"host": "applink-1"}})

    def cut(self) -> None:
        """End the connection without a word."""
        if self.request.transport:
            self.request.transport.abort()

    async def ask(self, envelope_id: str, envelope: Json) -> object:
        """Send an envelope and wait for what comes with its acknowledgement."""
        heard = self.waiting[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            await self.socket.send_json(envelope)
            return await heard
        finally:
            del self.waiting[envelope_id]

    def give_up(self) -> None:
        """Let nothing wait any longer."""
        for future in self.waiting.values():
            if not future.done():
                future.set_exception(ConnectionError(CUT))


@dataclass(kw_only=True, repr=False)
class Sockets:
    """The connections of Socket Mode."""

    world: World
    connections: list[Connection] = field(default_factory=list)
    #: How many connections there have been.
    opened: int = 0
    #: Whether Socket Mode is switched off for the app.
    is_disabled: bool = False
    #: Every envelope that was acknowledged, also twice.
    acknowledged: list[str] = field(default_factory=list)
    _tickets: set[str] = field(default_factory=set)
    _turn: int = 0

    def issue_address(self) -> str:
        """Make an address that works once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        origin = self.world.origin.replace("http", "ws", 1)
        return f"{origin}/link/?ticket={ticket}&app_id={self.world.app.id}"

    def take_ticket(self, request: web.Request) -> bool:
        """Take the ticket of a request, whether or not a connection comes of it, and tell whether it was good."""
        ticket = request.query.get("ticket", "")
        is_good = ticket in self._tickets
        self._tickets.discard(ticket)
        return is_good

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve a connection until it ends."""
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        connection = Connection(socket=socket, request=request)
        await self._greet(connection)
        try:
            async for message in socket:
                await self._hear(connection, message)
        finally:
            self.connections.remove(connection)
            connection.give_up()
            self.world.note_change()
        return socket

    async def send(self, delivery: Delivery, *, reason: str, patience_seconds: float) -> str:
        """Send an envelope to one connection and wait for its acknowledgement; give why there was none."""
        connection = await self._find_connection(delivery, patience_seconds)
        if connection is None:
            return CUT
        envelope_id = str(uuid4())
        delivery.envelope_id = delivery.envelope_id or envelope_id
        envelope = _build_envelope(delivery, envelope_id, reason)
        delivery.attempts += 1
        began = perf_counter()
        try:
            async with asyncio.timeout(patience_seconds):
                answer = await connection.ask(envelope_id, envelope)
        except TimeoutError:
            return TIMEOUT
        except ConnectionError:
            return CUT
        delivery.answer_seconds = perf_counter() - began
        delivery.acknowledged_at, delivery.answer = self.world.clock.now(), answer
        return ""

    async def _find_connection(self, delivery: Delivery, patience_seconds: float) -> Connection | None:
        """Find the connection whose turn it is; events wait for one, and people only as long as for an answer."""
        patience = None if delivery.kind is DeliveryKind.EVENT else patience_seconds
        try:
            async with asyncio.timeout(patience):
                await self.world.wait_until(lambda: self.open_connections)
        except TimeoutError:
            return None
        self._turn += 1
        return self.open_connections[self._turn % len(self.open_connections)]

    @property
    def open_connections(self) -> list[Connection]:
        """The connections that get new envelopes."""
        return [one for one in self.connections if not one.is_leaving and not one.socket.closed]

    async def _greet(self, connection: Connection) -> None:
        self.connections.append(connection)
        self.opened += 1
        if self.is_disabled:
            await connection.say_goodbye(Farewell.DISABLED)
            return
        if len(self.connections) > MAX_CONNECTIONS:
            await connection.say_goodbye(Farewell.TOO_MANY)
            return
        hello = {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {
                "host": "applink-1",
                "build_number": 1,
                "approximate_connection_time": LIFE_SECONDS,
            },
            "connection_info": {"app_id": self.world.app.id},
        }
        await connection.socket.send_json(hello)
        self.world.note_change()

    async def _hear(self, connection: Connection, message: WSMessage) -> None:
        if connection.is_deaf:
            return
        if message.type is WSMsgType.PING:
            await connection.socket.pong(message.data)
        if message.type is not WSMsgType.TEXT:
            return
        body = json.loads(message.data)
        envelope_id = str(body.get("envelope_id", ""))
        self.acknowledged.append(envelope_id)
        future = connection.waiting.get(envelope_id)
        if future is not None and not future.done():
            future.set_result(body.get("payload"))


def _build_envelope(delivery: Delivery, envelope_id: str, reason: str) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": delivery.kind,
        "accepts_response_payload": delivery.kind is not DeliveryKind.EVENT,
        "payload": delivery.payload,
    }
    if delivery.kind is DeliveryKind.EVENT:
        envelope |= {"retry_attempt": delivery.attempts, "retry_reason": reason}
    return envelope
