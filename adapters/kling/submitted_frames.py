"""The addresses that were sent for the frames of each job, kept on disk for as long as the job may be sent again.

A service refuses a key that comes back with another request, and an upload that is repeated may lead to another
address. So what a crash interrupted can only be taken up by sending exactly the same addresses.
"""

import asyncio
import logging
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.errors import ServiceFailed
from bot.messages import storage as sentences
from bot.ports import FrameAddresses

logger = logging.getLogger(__name__)

#: Far longer than a job is sent again, far shorter than an uploaded picture lives.
LIFETIME = timedelta(hours=24)
_SWEEP_EVERY = timedelta(hours=1)
_ADDRESSES = TypeAdapter(FrameAddresses)


class SubmittedFrames:
    """One small file a job, written whole or not at all."""

    def __init__(self, folder: Path, *, read_clock: Callable[[], datetime]) -> None:
        """Keep the files in `folder`, which is made when it is missing; `read_clock` returns the present in UTC."""
        self._folder = folder
        self._read_clock = read_clock
        self._sweep_after = datetime.min.replace(tzinfo=read_clock().tzinfo)

    async def read(self, job_id: str) -> FrameAddresses | None:
        """Return the addresses that were sent for a job, or None when there are none or they are too old."""
        try:
            content = await asyncio.to_thread(self._read_file, job_id)
            return None if content is None else _ADDRESSES.validate_json(content)
        except OSError as error:
            raise ServiceFailed(sentences.storage_failed(), code="storage_failed") from error
        except ValidationError:
            logger.warning("The stored addresses of a job cannot be read", extra={"job_id": job_id})
            return None

    async def write(self, job_id: str, frames: FrameAddresses) -> FrameAddresses:
        """Store the addresses; they are on disk when this returns. Raise `ServiceFailed` when the disk refuses."""
        try:
            await asyncio.to_thread(self._write_file, job_id, _ADDRESSES.dump_json(frames))
        except OSError as error:
            raise ServiceFailed(sentences.storage_failed(), code="storage_failed") from error
        return frames

    async def forget(self, job_id: str) -> None:
        """Remove the addresses of a job; an unknown one is no error."""
        try:
            await asyncio.to_thread(self._locate(job_id).unlink, missing_ok=True)
        except OSError as error:
            raise ServiceFailed(sentences.storage_failed(), code="storage_failed") from error

    def _read_file(self, job_id: str) -> bytes | None:
        path = self._locate(job_id)
        try:
            return path.read_bytes() if self._is_fresh(path) else None
        except FileNotFoundError:
            return None

    def _write_file(self, job_id: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        path = self._locate(job_id)
        draft = path.with_suffix(".part")
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def _sweep(self) -> None:
        now = self._read_clock()
        if now < self._sweep_after:
            return
        self._sweep_after = now + _SWEEP_EVERY
        for path in self._folder.iterdir():
            # Another process on the same folder may be sweeping too.
            with suppress(FileNotFoundError):
                self._remove_if_old(path)

    def _remove_if_old(self, path: Path) -> None:
        if not self._is_fresh(path):
            path.unlink()

    def _is_fresh(self, path: Path) -> bool:
        return self._read_clock().timestamp() - path.stat().st_mtime < LIFETIME.total_seconds()

    def _locate(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.json"
