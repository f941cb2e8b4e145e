"""A folder that keeps values as JSON files, one each, written so that a crash leaves the old or the new one."""

import asyncio
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

logger = logging.getLogger(__name__)

Value = TypeVar("Value")


class JsonFolder(Generic[Value]):
    """Values of one kind by name; all file access happens in threads."""

    def __init__(self, folder: Path, kind: type[Value]) -> None:
        """Keep values of `kind` in `folder`, which is made when it is missing."""
        self._folder = folder
        self._adapter = TypeAdapter(kind)
        # Threads may finish in any order; the newest value has to be the last one written.
        self._order = asyncio.Lock()

    async def read_all(self) -> list[Value]:
        """Return every stored value; a file that cannot be read is left in place and logged."""
        return await asyncio.to_thread(self._read_files)

    async def write(self, name: str, value: Value) -> None:
        """Store `value` durably under `name`, replacing what was there."""
        content = self._adapter.dump_json(value)
        async with self._order:
            await self._run_whole(self._write_file, name, content)

    async def remove(self, name: str) -> None:
        """Forget the value called `name`, if there is one."""
        async with self._order:
            await self._run_whole(self._remove_file, name)

    async def _run_whole(self, work: Callable[..., None], *arguments: object) -> None:
        """Wait for the thread even when cancelled: the next write must not meet this one's draft."""
        writing = asyncio.get_running_loop().run_in_executor(None, work, *arguments)
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.wait({writing})
            raise

    def _get_path(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _read_files(self) -> list[Value]:
        self._folder.mkdir(parents=True, exist_ok=True)
        values = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                values.append(self._adapter.validate_json(path.read_bytes()))
            except ValidationError:
                logger.exception("A stored file does not hold what it should", extra={"file": path.name})
        return values

    def _write_file(self, name: str, content: bytes) -> None:
        path = self._get_path(name)
        draft = path.with_suffix(".part")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        self._flush_folder()

    def _remove_file(self, name: str) -> None:
        self._get_path(name).unlink(missing_ok=True)

    def _flush_folder(self) -> None:
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
