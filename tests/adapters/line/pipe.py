"""A real pipe between a process that listens and its program."""

import asyncio
import os
from asyncio import StreamReader, StreamReaderProtocol, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def open_pipe() -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """Lend both ends of a real pipe; nobody reads it unless the test does."""
    loop, reader = asyncio.get_running_loop(), StreamReader(limit=1)
    source, sink = os.pipe()
    incoming, _ = await loop.connect_read_pipe(lambda: StreamReaderProtocol(reader), os.fdopen(source, "rb"))
    transport, protocol = await loop.connect_write_pipe(
        lambda: StreamReaderProtocol(StreamReader()), os.fdopen(sink, "wb")
    )
    try:
        yield reader, StreamWriter(transport, protocol, None, loop)
    finally:
        incoming.close()
        if not transport.is_closing():
            transport.abort()
