"""A wire between a bot and a local platform, in a process of its own, that notes what passes when.

A local platform is one event loop, which is also busy with everything else that a bot asks of it; what arrives
meanwhile waits, as it would not at a real one. So the moments count at which an envelope of Slack's goes to the bot and
at which an acknowledgement comes out of it. Run as `python -m benchmarks.wire_tap HOST PORT`; it says its own port, and
then who said what, with the moment.
"""

import asyncio
import json
import re
import sys
import time
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from functools import partial
from typing import TypeAlias

from benchmarks.chat_process import ROOT

_CHUNK_BYTES = 64 * 1024
_CALLBACK = re.compile(rb"POST \S*/interactions/([0-9]+)/")
_UPGRADE = b"Upgrade: websocket"
_HEAD_END = b"\r\n\r\n"
_TEXT = 1
_TWO_BYTES, _EIGHT_BYTES = 126, 127

#: Takes the id of what was said or acknowledged.
Note: TypeAlias = Callable[[str], None]


class Speaker(StrEnum):
    """Who says something."""

    PLATFORM = "platform"
    BOT = "bot"


class Ear:
    """Hears ids in what one side says on a connection: in calls of Discord's REST, or in frames of Slack's."""

    def __init__(self, note: Note) -> None:
        """Tell `note` of each."""
        self._note = note
        self._frames = bytearray()
        self._is_websocket = False

    def hear(self, chunk: bytes) -> None:
        """Take in what came."""
        if not self._is_websocket:
            for match in _CALLBACK.finditer(chunk):
                self._note(match[1].decode())
            self._is_websocket = _UPGRADE.lower() in chunk.lower() and _HEAD_END in chunk
            return
        self._frames.extend(chunk)
        while (frame := self._take_frame()) is not None:
            self._read(*frame)

    def _take_frame(self) -> tuple[int, bytes] | None:
        """Return the kind and content of the next whole frame; clients mask theirs."""
        if len(self._frames) < 2:  # noqa: PLR2004  # the shortest head
            return None
        is_masked, size, start = self._frames[1] >> 7, self._frames[1] & 0x7F, 2
        if size in {_TWO_BYTES, _EIGHT_BYTES}:
            width = 2 if size == _TWO_BYTES else 8
            size, start = int.from_bytes(self._frames[2 : 2 + width]), 2 + width
        end = start + 4 * is_masked + size
        if len(self._frames) < end:
            return None
        kind, content = self._frames[0] & 0x0F, bytes(self._frames[start:end])
        del self._frames[:end]
        return kind, _unmask(content) if is_masked else content

    def _read(self, kind: int, content: bytes) -> None:
        envelope = json.loads(content) if kind == _TEXT and content.startswith(b"{") else {}
        if "envelope_id" in envelope:
            self._note(envelope["envelope_id"])


class WireTap:
    """The process, and what it noted."""

    def __init__(self, port: int) -> None:
        """Stand at a port of this machine."""
        self.address = f"127.0.0.1:{port}"
        #: When each side said something first, in seconds of the epoch.
        self.moments: dict[Speaker, dict[str, float]] = {speaker: {} for speaker in Speaker}

    async def listen(self, output: StreamReader) -> None:
        """Take in what the process notes until it ends."""
        async for line in output:
            speaker, name, moment = line.decode().split()
            self.moments[Speaker(speaker)].setdefault(name, float(moment))


@asynccontextmanager
async def open_wire_tap(platform: str) -> AsyncIterator[WireTap]:
    """Stand before a platform, given as host and port, while the block runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.wire_tap", *platform.split(":"), cwd=ROOT, stdin=DEVNULL, stdout=PIPE
    )
    output = process.stdout or StreamReader()
    tap = WireTap(int(await output.readline()))
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(tap.listen(output))
        try:
            yield tap
        finally:
            process.kill()
            await process.wait()


def _unmask(content: bytes) -> bytes:
    mask, words = content[:4], content[4:]
    return bytes(byte ^ mask[index % 4] for index, byte in enumerate(words))


async def _pump(reader: StreamReader, writer: StreamWriter, speaker: Speaker) -> None:
    ear = Ear(partial(_say, speaker))
    try:
        while chunk := await reader.read(_CHUNK_BYTES):
            ear.hear(chunk)
            writer.write(chunk)
            await writer.drain()
    except ConnectionError:
        return
    finally:
        writer.close()


def _say(speaker: Speaker, name: str) -> None:
    sys.stdout.write(f"{speaker.value} {name} {time.time()}\n")
    sys.stdout.flush()


async def _serve(host: str, port: int) -> None:
    async def connect(reader: StreamReader, writer: StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(host, port)
        await asyncio.gather(
            _pump(reader, far_writer, Speaker.BOT),
            _pump(far_reader, writer, Speaker.PLATFORM),
        )

    server = await asyncio.start_server(connect, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1], int(sys.argv[2])))
