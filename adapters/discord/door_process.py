"""The process at the door: it acknowledges typed commands at once, however busy the program is, and does nothing else.

It listens to Discord in a session of its own beside the program's, which hears the same and does what was asked for. It
is given the token by standard input, where nobody else can read it, and ends when that ends.
"""

import asyncio
import gc
import json
import logging
import os
import signal
import sys
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter

import aiohttp
import discord

from adapters.discord.door import Word, build_line, is_greeted, read_line

_ACKNOWLEDGE_SECONDS = 10.0
_ALREADY_ACKNOWLEDGED = 40060
#: They warn of what is left out on purpose: servers, and voice.
_TALKATIVE = ("discord.client", "discord.state")
#: The program reads no longer lines.
_LOG_LENGTH = 4000


class DoorClient(discord.AutoShardedClient):
    """A client that hears interactions and nothing else."""

    def __init__(self, writer: StreamWriter) -> None:
        """Tell the program by `writer` what was done."""
        super().__init__(
            intents=discord.Intents.none(), member_cache_flags=discord.MemberCacheFlags.none(), max_messages=None
        )
        self._writer = writer
        self.is_open = True

    async def on_connect(self) -> None:
        """Say that people are heard."""
        self._writer.write(build_line(Word.HEARING))

    async def on_resumed(self) -> None:
        """Say that people are heard again."""
        self._writer.write(build_line(Word.HEARING))

    async def on_disconnect(self) -> None:
        """Say that people are not heard."""
        self._writer.write(build_line(Word.DEAF))

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Acknowledge, and say how that went."""
        if not is_greeted(interaction):
            return
        is_done = self.is_open and await _acknowledge(interaction)
        self._writer.write(build_line(Word.ACKNOWLEDGED if is_done else Word.MISSED, interaction.id))


class LineLog(logging.Handler):
    """Hands what is logged here to the program, which keeps one log."""

    def __init__(self, writer: StreamWriter) -> None:
        """Write to `writer`."""
        super().__init__()
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        """Hand one record over."""
        said = {"level": record.levelno, "name": record.name, "message": self.format(record)[:_LOG_LENGTH]}
        self._writer.write(build_line(Word.LOG, json.dumps(said)))


async def _acknowledge(interaction: discord.Interaction) -> bool:
    try:
        async with asyncio.timeout(_ACKNOWLEDGE_SECONDS):
            await interaction.response.defer(ephemeral=True, thinking=True)
    except discord.HTTPException as error:
        return error.code == _ALREADY_ACKNOWLEDGED
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False
    return True


async def keep_door() -> None:
    """Acknowledge what people do until the program is gone or hangs up."""
    reader, writer = await _open_pipes()
    logging.basicConfig(level=logging.WARNING, handlers=[LineLog(writer)], format="%(message)s", force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.ERROR)
    token = (await reader.readline()).decode().strip()
    client = DoorClient(writer)
    # What was imported stays, and a look for garbage would find nothing else.
    gc.freeze()
    async with asyncio.TaskGroup() as tasks, client:
        orders = tasks.create_task(_obey(reader, client))
        try:
            await client.start(token)
        except discord.LoginFailure:
            logging.getLogger(__name__).warning("Discord refuses the token at the door")
        finally:
            orders.cancel()


async def _obey(reader: StreamReader, client: DoorClient) -> None:
    while line := await reader.readline():
        word, _ = read_line(line)
        client.is_open = word is Word.OPEN
    await client.close()


async def _open_pipes() -> tuple[StreamReader, StreamWriter]:
    loop, reader = asyncio.get_running_loop(), StreamReader()
    source = os.fdopen(os.dup(sys.stdin.fileno()), "rb", buffering=0)
    await loop.connect_read_pipe(lambda: StreamReaderProtocol(reader), source)
    sink = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    # Whatever a library prints must not stand among our lines.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    transport, protocol = await loop.connect_write_pipe(lambda: StreamReaderProtocol(StreamReader()), sink)
    return reader, StreamWriter(transport, protocol, None, loop)


def main() -> None:
    """Be the process."""
    # A Ctrl+C in the terminal reaches the program too, which hangs up in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(keep_door())


if __name__ == "__main__":
    main()
