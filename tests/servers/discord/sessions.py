"""The wires of the gateway: compressed connections, and sessions with what they are owed; no event is made here."""

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from aiohttp import web

from tests.servers.discord.intents import Intent
from tests.servers.discord.records import Guild, Json

SHARD_SHIFT = 22


class Op(IntEnum):
    """Kinds of gateway messages."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class CloseCode(IntEnum):
    """Why the gateway hangs up."""

    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQUENCE = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010
    INVALID_INTENTS = 4013
    DISALLOWED_INTENTS = 4014


class HungUp(Exception):
    """The gateway closes a connection because of what the client sent."""

    def __init__(self, code: CloseCode) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(eq=False, repr=False)
class Connection:
    """One websocket, with its own compression."""

    socket: web.WebSocketResponse
    request: web.Request
    is_compressed: bool
    session: "Session | None" = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    sends: list[float] = field(default_factory=list)
    _deflater: Any = field(default_factory=zlib.compressobj)

    async def send(self, op: Op, data: object = None) -> None:
        """Send one message that has no number."""
        async with self.lock:
            await self.write({"op": op, "d": data, "s": None, "t": None})

    async def write(self, frame: Json) -> None:
        """Send a message; the caller holds the lock, as the compression has a memory."""
        if self.socket.closed:
            return
        text = json.dumps(frame)
        try:
            if not self.is_compressed:
                await self.socket.send_str(text)
                return
            packed = self._deflater.compress(text.encode()) + self._deflater.flush(zlib.Z_SYNC_FLUSH)
            await self.socket.send_bytes(packed)
        except ConnectionError:
            # What was lost stays in the session, for the client to resume.
            return

    def cut(self) -> None:
        """Break the connection off with no word."""
        if self.request.transport:
            self.request.transport.abort()


@dataclass(eq=False, repr=False)
class Session:
    """What a client is owed, whether it is connected or not."""

    id: str
    intents: Intent
    shard: tuple[int, int]
    connection: Connection | None = None
    events: list[Json] = field(default_factory=list)
    #: Whether it was told of itself and its servers.
    is_welcomed: bool = False
    #: The last event that the client has told us to have read, and the one that we wait for it to read.
    heard: int = 0
    awaited: int = 0

    def takes(self, guild: Guild | None) -> bool:
        """Tell whether events of a server go to this shard."""
        number, total = self.shard
        return (guild.id >> SHARD_SHIFT) % total == number if guild else number == 0

    async def dispatch(self, event: str, payload: Json) -> None:
        """Number an event, keep it, and send it when somebody listens."""
        frame: Json = {"op": Op.DISPATCH, "t": event, "s": len(self.events) + 1, "d": payload}
        self.events.append(frame)
        connection = self.connection
        if connection:
            async with connection.lock:
                await connection.write(frame)
