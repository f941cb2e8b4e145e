"""Pictures and videos as files below one folder. What a file means, and how long it is kept, is decided in the core."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.disk_faults import translated_disk_errors
from bot.errors import ServiceFailed
from bot.messages import storage as messages
from bot.retention.archive import StoredFile
from storage.durable_files import sync_file, sync_folder
from storage.media_key import build_media_key, is_media_key

#: About what one video and its pictures need on their way.
_LEAST_FREE_BYTES = 32 * 1024 * 1024


class MediaFolder:
    """Keeps each saved file under a random key of its own, so that forgetting one never takes another's bytes."""

    def __init__(self, root: Path) -> None:
        """Use a folder that nobody else writes to; it is made when it is first needed."""
        self._root = root

    def build_key(self, suffix: str) -> str:
        """Return a key for a file that is to be adopted; `suffix` is like `.mp4`."""
        return build_media_key(suffix)

    async def save(self, file: Path, *, suffix: str) -> str:
        """Take a copy of `file` and return its new key; `suffix` is like `.mp4`. It is on disk when this returns."""
        key = build_media_key(suffix)
        await asyncio.to_thread(self._copy, file, self._locate(key))
        return key

    async def adopt(self, file: Path, *, key: str) -> None:
        """Keep a file that nobody will change any more under one of `build_key`'s keys, without a copy if possible.

        It is on disk when this returns.
        """
        await asyncio.to_thread(self._link, file, self._locate(key))

    @asynccontextmanager
    async def local_copy(self, key: str) -> AsyncIterator[Path]:
        """Lend the bytes as a file that must not be changed; raise `ServiceFailed` when they are gone."""
        path = self._locate(key) if is_media_key(key) else None
        if path is None or not await asyncio.to_thread(path.is_file):
            raise ServiceFailed(messages.media_gone(), code="media_gone")
        yield path

    async def delete(self, key: str) -> None:
        """Forget the bytes; unknown keys are no error."""
        if not is_media_key(key):
            return
        with translated_disk_errors():
            await asyncio.to_thread(self._locate(key).unlink, missing_ok=True)

    async def list_files(self) -> AsyncIterator[Sequence[StoredFile]]:
        """Yield all files in batches, in no particular order."""
        with translated_disk_errors():
            for folder in await asyncio.to_thread(_list_folders, self._root):
                yield await asyncio.to_thread(_list_files, folder)

    async def answers(self) -> bool:
        """Tell whether files can be stored now."""
        return await asyncio.to_thread(_has_room, self._root)

    async def remove_leftovers(self) -> None:
        """Remove what a crash left half copied; only for the start, before anything is saved."""
        with translated_disk_errors():
            await asyncio.to_thread(shutil.rmtree, self._incoming, ignore_errors=True)

    @property
    def _incoming(self) -> Path:
        return self._root / "incoming"

    def _locate(self, key: str) -> Path:
        return self._root / key[:2] / key

    def _link(self, file: Path, target: Path) -> None:
        """Give a file a second name, once its bytes are on the disk."""
        with translated_disk_errors():
            sync_file(file)
            self._make_folders(target)
            is_linked = _try_to_link(file, target)
            if is_linked:
                sync_folder(target.parent)
        if not is_linked:
            self._copy(file, target)

    def _make_folders(self, target: Path) -> None:
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        target.parent.mkdir(exist_ok=True)

    def _copy(self, file: Path, target: Path) -> None:
        """Copy beside the target first, so that a name in the folder always stands for a whole file."""
        unfinished = self._incoming / target.name
        with translated_disk_errors():
            self._make_folders(target)
            unfinished.parent.mkdir(exist_ok=True)
            try:
                shutil.copyfile(file, unfinished)
                sync_file(unfinished)
                unfinished.replace(target)
            finally:
                unfinished.unlink(missing_ok=True)
            sync_folder(target.parent)


def _try_to_link(file: Path, target: Path) -> bool:
    """Link a file; return False where that cannot be, such as between two disks."""
    try:
        target.hardlink_to(file)
    except FileNotFoundError:
        raise
    except OSError:
        return False
    return True


def _has_room(root: Path) -> bool:
    folder = root if root.exists() else root.parent
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= _LEAST_FREE_BYTES


def _list_folders(root: Path) -> Sequence[Path]:
    return [folder for folder in root.iterdir() if folder.is_dir()] if root.exists() else []


def _list_files(folder: Path) -> Sequence[StoredFile]:
    files = []
    for path in folder.iterdir():
        # What is named otherwise is not ours, or not whole yet.
        if is_media_key(path.name) and path.parent.name == path.name[:2]:
            with suppress(FileNotFoundError):
                files.append(_look_at(path))
    return files


def _look_at(path: Path) -> StoredFile:
    status = path.stat()
    return StoredFile(
        key=path.name, size_bytes=status.st_size, saved_at=datetime.fromtimestamp(status.st_mtime, tz=UTC)
    )
