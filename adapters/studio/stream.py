"""Writes bytes that arrive in pieces to a file, up to a limit, without blocking the event loop."""

import asyncio
from collections.abc import AsyncIterable
from pathlib import Path
from typing import BinaryIO

from adapters.studio.settings import MEBIBYTE
from bot.errors import RequestRefused

CHUNK_BYTES = 256 * 1024


class StreamTooLarge(RequestRefused):
    """More bytes came than were allowed."""

    def __init__(self, limit_bytes: int) -> None:
        """Say how many bytes are allowed."""
        super().__init__(f"The file size exceeds {limit_bytes // MEBIBYTE}MB.")


async def write_stream(chunks: AsyncIterable[bytes], target: Path, *, limit_bytes: int) -> None:
    """Write `chunks` to `target`; raises `StreamTooLarge` as soon as there are too many bytes."""
    received_bytes = 0
    file = await asyncio.to_thread(target.open, "wb")
    try:
        async for chunk in chunks:
            received_bytes += len(chunk)
            if received_bytes > limit_bytes:
                raise StreamTooLarge(limit_bytes)
            await asyncio.to_thread(_write, file, chunk)
    finally:
        await asyncio.to_thread(file.close)


def _write(file: BinaryIO, chunk: bytes) -> None:
    file.write(chunk)
