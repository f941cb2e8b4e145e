"""One connection to Discord's gateway, in the process that listens: acknowledges, and passes everything on in order."""

import asyncio
import logging
import zlib
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import aiohttp
import yarl

from adapters.discord.acknowledger import Acknowledger
from adapters.discord.line_frames import FrameKind

logger = logging.getLogger(__name__)

_CONNECT_SECONDS = 30.0
_CLOSE_SECONDS = 30.0
#: More than these the program has not taken; until it does, nothing more is heard, and nothing acknowledged.
_MOST_WAITING = 200
_COMPRESSION = "zlib-stream"
#: Ends each message in a stream that is compressed as a whole.
_MESSAGE_END = b"\x00\x00\xff\xff"
#: How a connection ended that was not closed at all.
_LOST = 1006

Tell: TypeAlias = Callable[[FrameKind, str], Awaitable[None]]


class GatewayLine:
    """Listens at one address until either side hangs up."""

    def __init__(self, session: aiohttp.ClientSession, *, acknowledger: Acknowledger, tell: Tell) -> None:
        """Connect by `session`, and say what happens by `tell`."""
        self._session = session
        self._acknowledger = acknowledger
        self._tell = tell
        self._inflater = Inflater()
        self._wishes: asyncio.Queue[str | int] = asyncio.Queue()
        self._heard: asyncio.Queue[asyncio.Task[str] | str | None] = asyncio.Queue(_MOST_WAITING)

    def say(self, text: str) -> None:
        """Send something to the gateway, in order."""
        self._wishes.put_nowait(text)

    def hang_up(self, code: int) -> None:
        """Close the connection after everything that was said before."""
        self._wishes.put_nowait(code)

    async def run(self, address: str) -> None:
        """Connect, listen until the end and tell everything."""
        try:
            socket = await self._connect(address)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            await self._tell(FrameKind.REFUSED, type(error).__name__)
            return
        async with asyncio.TaskGroup() as tasks:
            await self._tell(FrameKind.OPENED, "")
            speaking = tasks.create_task(self._speak(socket))
            passing = tasks.create_task(self._pass_on())
            await self._listen(socket, tasks)
            code = socket.close_code or _LOST
            await self._heard.put(None)
            await passing
            await self._tell(FrameKind.GONE, str(code))
            speaking.cancel()
            await socket.close()

    async def _connect(self, address: str) -> aiohttp.ClientWebSocketResponse:
        url = yarl.URL(address)
        if "compress" in url.query:
            url = url.update_query(compress=_COMPRESSION)
        async with asyncio.timeout(_CONNECT_SECONDS):
            patience = aiohttp.ClientWSTimeout(ws_close=_CLOSE_SECONDS)
            return await self._session.ws_connect(url, max_msg_size=0, autoclose=False, timeout=patience)

    async def _speak(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        while True:
            wish = await self._wishes.get()
            try:
                await (socket.close(code=wish) if isinstance(wish, int) else socket.send_str(wish))
            except (aiohttp.ClientError, OSError) as error:
                # Whoever listens notices that it is gone.
                logger.info("The gateway could not be told something: %s", type(error).__name__)

    async def _listen(self, socket: aiohttp.ClientWebSocketResponse, tasks: asyncio.TaskGroup) -> None:
        while True:
            message = await socket.receive()
            if message.type not in {aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY}:
                return
            text = self._inflater.inflate(message.data) if isinstance(message.data, bytes) else message.data
            if text is None:
                continue
            concerns = self._acknowledger.concerns(text)
            await self._heard.put(tasks.create_task(self._acknowledger.acknowledge(text)) if concerns else text)

    async def _pass_on(self) -> None:
        """Hand over what was heard in its order, each once it is acknowledged: what comes of it may edit the answer."""
        while (heard := await self._heard.get()) is not None:
            await self._tell(FrameKind.HEARD, heard if isinstance(heard, str) else await heard)


class Inflater:
    """Takes apart a stream that is compressed as a whole."""

    def __init__(self) -> None:
        """Begin a stream."""
        self._context = zlib.decompressobj()
        self._pieces = bytearray()

    def inflate(self, piece: bytes) -> str | None:
        """Return the message that ends with this piece, or None while it goes on."""
        self._pieces.extend(piece)
        if not piece.endswith(_MESSAGE_END):
            return None
        text = self._context.decompress(bytes(self._pieces)).decode()
        self._pieces.clear()
        return text
