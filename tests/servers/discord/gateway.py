"""The gateway: who is told what, how sessions begin and go on, and breakdowns; wires are in `sessions.py`."""

import asyncio
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.servers.discord.intents import Intent, find_intent, strip_content
from tests.servers.discord.payloads import build_guild_create, build_own_user
from tests.servers.discord.permissions import Permission
from tests.servers.discord.records import Guild, Json, Message
from tests.servers.discord.sessions import CloseCode, Connection, HungUp, Op, Session
from tests.servers.discord.state import World

HEARTBEAT_MS = 41_250
MAX_PAYLOAD_BYTES = 4096
MAX_SENDS = 120
SEND_WINDOW_SECONDS = 60


#: Looks at what goes out and comes in: name and payload.
Inspect = Callable[[str, Json], None]


@dataclass(repr=False)
class Gateway:
    """Every session of the bot."""

    world: World
    inspect: Inspect
    sessions: dict[str, Session] = field(default_factory=dict)
    connections: list[Connection] = field(default_factory=list)
    #: How many connections to refuse with 503 before the next is taken.
    refusals: int = 0
    identifies: list[Json] = field(default_factory=list)
    resumes: list[Json] = field(default_factory=list)
    acks_heartbeats: bool = True
    heartbeat_ms: int = HEARTBEAT_MS
    heartbeats: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether a client listens."""
        return any(session.connection and session.is_welcomed for session in self.sessions.values())

    @property
    def is_heard(self) -> bool:
        """Whether every client that listens has read what `ask_for_heartbeats` waits for."""
        live = [session for session in self.sessions.values() if session.connection and session.is_welcomed]
        return bool(live) and all(session.heard >= session.awaited for session in live)

    async def ask_for_heartbeats(self) -> None:
        """Ask every client how far it has read (op 1)."""
        for session in list(self.sessions.values()):
            session.awaited = len(session.events)
            if session.connection:
                await session.connection.send(Op.HEARTBEAT)

    async def dispatch(self, event: str, payload: Json, *, guild: Guild | None) -> None:
        """Tell every session that asked for such events."""
        self.inspect(event, payload)
        intent = find_intent(event, is_private=guild is None)
        for session in list(self.sessions.values()):
            if session.takes(guild) and intent in session.intents:
                await session.dispatch(event, payload)

    async def dispatch_message(self, event: str, message: Message, payload: Json) -> None:
        """Tell of a message, with its words only where the intents allow them."""
        guild = message.channel.guild
        if guild and not (guild.has_bot and self._sees(message)):
            return
        self.inspect(event, payload)
        intent = find_intent(event, is_private=guild is None)
        for session in list(self.sessions.values()):
            if session.takes(guild) and intent in session.intents:
                await session.dispatch(event, strip_content(message, payload, session.intents, self.world.bot))

    def _sees(self, message: Message) -> bool:
        return Permission.VIEW_CHANNEL in self.world.compute_permissions(message.channel, self.world.bot)

    async def ask_to_reconnect(self) -> None:
        """Send every client away, to come back and resume (op 7)."""
        for connection in list(self.connections):
            await connection.send(Op.RECONNECT)

    async def invalidate(self, *, is_resumable: bool) -> None:
        """Declare every session invalid (op 9)."""
        for connection in list(self.connections):
            await connection.send(Op.INVALID_SESSION, is_resumable)
        if not is_resumable:
            self.sessions.clear()

    async def close(self, code: int) -> None:
        """Close every connection with a code."""
        for connection in list(self.connections):
            self._detach(connection)
            await connection.socket.close(code=code)

    def drop(self) -> None:
        """Break every connection off with no word."""
        for connection in list(self.connections):
            self._detach(connection)
            connection.cut()

    def forget_sessions(self) -> None:
        """Lose every session, so that the next RESUME fails."""
        for session in self.sessions.values():
            session.connection = None
        self.sessions.clear()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Talk to one client until it or we hang up."""
        if self.refusals > 0:
            self.refusals -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=0, timeout=0.1)
        await socket.prepare(request)
        connection = Connection(socket, request, request.query.get("compress") == "zlib-stream")
        self.connections.append(connection)
        try:
            await connection.send(Op.HELLO, {"heartbeat_interval": self.heartbeat_ms, "_trace": []})
            await self._listen(connection)
        except HungUp as hang_up:
            await socket.close(code=hang_up.code)
        finally:
            self._end_session(connection)
            self._detach(connection)
            self.world.note_change()
        return socket

    def _detach(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        session, connection.session = connection.session, None
        if session and session.connection is connection:
            session.connection = None

    def _end_session(self, connection: Connection) -> None:
        """Forget the session of a client that said a proper goodbye."""
        if connection.session and connection.socket.close_code in {1000, 1001}:
            self.sessions.pop(connection.session.id, None)

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                continue
            if len(message.data) > MAX_PAYLOAD_BYTES:
                raise HungUp(CloseCode.DECODE_ERROR)
            self._count_send(connection)
            await self._take(connection, _decode(message.data))
            self.world.note_change()

    def _count_send(self, connection: Connection) -> None:
        now = asyncio.get_running_loop().time()
        connection.sends = [moment for moment in connection.sends if moment > now - SEND_WINDOW_SECONDS] + [now]
        if len(connection.sends) > MAX_SENDS:
            raise HungUp(CloseCode.RATE_LIMITED)

    async def _take(self, connection: Connection, frame: Json) -> None:
        op, payload = frame.get("op"), frame.get("d")
        if op == Op.HEARTBEAT:
            self.heartbeats += 1
            if connection.session:
                connection.session.heard = payload or 0
            if self.acks_heartbeats:
                await connection.send(Op.HEARTBEAT_ACK)
        elif op == Op.IDENTIFY and isinstance(payload, dict):
            await self._identify(connection, payload)
        elif op == Op.RESUME and isinstance(payload, dict):
            await self._resume(connection, payload)
        elif op not in set(Op):
            raise HungUp(CloseCode.UNKNOWN_OPCODE)
        elif connection.session is None:
            raise HungUp(CloseCode.NOT_AUTHENTICATED)
        elif op == Op.REQUEST_MEMBERS and isinstance(payload, dict):
            await self._send_members(connection.session, payload)

    async def _identify(self, connection: Connection, payload: Json) -> None:
        self.identifies.append(payload)
        self.inspect("IDENTIFY", payload)
        if connection.session:
            raise HungUp(CloseCode.ALREADY_AUTHENTICATED)
        if payload["token"] != self.world.token:
            raise HungUp(CloseCode.AUTHENTICATION_FAILED)
        intents, shard = self._read_intents(payload), _read_shard(payload)
        session = Session(secrets.token_hex(16), intents, shard, connection)
        connection.session = self.sessions[session.id] = session
        await self._welcome(session)

    def _read_intents(self, payload: Json) -> Intent:
        value = payload["intents"]
        if not 0 <= value <= int(sum(Intent)):
            raise HungUp(CloseCode.INVALID_INTENTS)
        intents = Intent(value)
        if intents & Intent.PRIVILEGED & ~Intent(self.world.privileged_intents):
            raise HungUp(CloseCode.DISALLOWED_INTENTS)
        return intents

    async def _welcome(self, session: Session) -> None:
        guilds = [guild for guild in self.world.guilds.values() if guild.has_bot and session.takes(guild)]
        ready: Json = {
            "v": 10,
            "user": build_own_user(self.world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.world.origin.replace("http", "ws", 1) + "/gateway",
            "shard": list(session.shard),
            "application": {"id": str(self.world.application_id), "flags": 0, "flags_new": "0"},
        }
        self.inspect("READY", ready)
        await session.dispatch("READY", ready)
        if Intent.GUILDS in session.intents:
            for guild in guilds:
                await session.dispatch("GUILD_CREATE", self.describe_guild(guild))
        session.is_welcomed = True

    def describe_guild(self, guild: Guild) -> Json:
        """Describe a server to the bot that comes in."""
        channels = [channel for channel in self.world.channels.values() if channel.guild is guild]
        payload = build_guild_create(guild, channels, self.world.bot)
        self.inspect("GUILD_CREATE", payload)
        return payload

    async def _resume(self, connection: Connection, payload: Json) -> None:
        self.resumes.append(payload)
        self.inspect("RESUME", payload)
        if payload["token"] != self.world.token:
            raise HungUp(CloseCode.AUTHENTICATION_FAILED)
        session = self.sessions.get(payload["session_id"])
        if session is None:
            await connection.send(Op.INVALID_SESSION, data=False)
            return
        if payload["seq"] > len(session.events):
            raise HungUp(CloseCode.INVALID_SEQUENCE)
        async with connection.lock:
            # New events queue up behind the lock, so that they follow the old ones.
            missed = session.events[payload["seq"] :]
            session.connection, connection.session = connection, session
            for frame in missed:
                await connection.write(frame)
        await session.dispatch("RESUMED", {})

    async def _send_members(self, session: Session, payload: Json) -> None:
        chunk: Json = {"guild_id": payload["guild_id"], "members": [], "chunk_index": 0, "chunk_count": 1}
        await session.dispatch("GUILD_MEMBERS_CHUNK", chunk | {"nonce": payload.get("nonce"), "not_found": []})


def _decode(data: str | bytes) -> Json:
    try:
        frame = json.loads(data)
    except ValueError as error:
        raise HungUp(CloseCode.DECODE_ERROR) from error
    if not isinstance(frame, dict):
        raise HungUp(CloseCode.DECODE_ERROR)
    return frame


def _read_shard(payload: Json) -> tuple[int, int]:
    number, total = payload.get("shard") or (0, 1)
    if not 0 <= number < total:
        raise HungUp(CloseCode.INVALID_SHARD)
    return number, total
