"""An honest media store in memory: same answers as the real one, gone with the process."""

import asyncio
import secrets
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import ServiceFailed
from bot.retention.archive import StoredFile


class MemoryMediaStore:
    """Keeps bytes in a dictionary and lends them as files that exist only while they are lent."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        #: When files were saved, where a test cares.
        self.saved_at: dict[str, datetime] = {}

    def build_key(self, suffix: str) -> str:
        return f"{secrets.token_hex(16)}{suffix}"

    async def save(self, file: Path, *, suffix: str) -> str:
        key = self.build_key(suffix)
        self.contents[key] = await asyncio.to_thread(file.read_bytes)
        return key

    async def adopt(self, file: Path, *, key: str) -> None:
        self.contents[key] = await asyncio.to_thread(file.read_bytes)

    async def list_files(self) -> AsyncIterator[Sequence[StoredFile]]:
        now = datetime.now(UTC)
        yield [
            StoredFile(key=key, size_bytes=len(content), saved_at=self.saved_at.get(key, now))
            for key, content in self.contents.items()
        ]

    async def answers(self) -> bool:
        return True

    @asynccontextmanager
    async def local_copy(self, key: str) -> AsyncIterator[Path]:
        if key not in self.contents:
            sentence = "This picture or video is no longer kept here."
            raise ServiceFailed(sentence, code="media_gone")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / key
            path.write_bytes(self.contents[key])
            yield path

    async def delete(self, key: str) -> None:
        self.contents.pop(key, None)
