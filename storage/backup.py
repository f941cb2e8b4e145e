"""Copies of a data folder, made while a bot works in it, and their way back.

Jobs say where they stand, and the engine takes them up from there.
"""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

from bot.disk_faults import translated_disk_errors
from bot.errors import RequestRefused
from bot.messages import operations as messages
from storage.durable_files import sync_file, sync_folder

DATABASE_NAME = "flipbook.db"
_SECRET_NAME = "secret.key"  # noqa: S105 - a file's name
#: What belongs to the jobs beside the database.
_FOLDERS = ("media", "frames")
_PAGES_AT_ONCE = 256


def back_up(source: Path, *, target: Path) -> None:
    """Copy a data folder to a new folder; blocks. Raise `RequestRefused` where the target is not empty."""
    with translated_disk_errors():
        if target.exists() and any(target.iterdir()):
            raise RequestRefused(messages.backup_exists(str(target)))
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The database first: what it names is copied after it, and what came later is nobody's and goes in time.
        _copy_database(source / DATABASE_NAME, target / DATABASE_NAME)
        _copy_rest(source, target)


def restore(source: Path, *, target: Path) -> None:
    """Copy a backup into a data folder that holds no database yet; blocks.

    Raise `RequestRefused` where the source is no backup or the target holds a bot's data.
    """
    with translated_disk_errors():
        if not (source / DATABASE_NAME).is_file():
            raise RequestRefused(messages.backup_incomplete(str(source)))
        if (target / DATABASE_NAME).exists():
            raise RequestRefused(messages.backup_exists(str(target)))
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy_rest(source, target)
        # The database last, so that a restore which was cut short can be repeated.
        unfinished = target / f"{DATABASE_NAME}.part"
        unfinished.unlink(missing_ok=True)
        _copy_database(source / DATABASE_NAME, unfinished)
        unfinished.replace(target / DATABASE_NAME)
        sync_folder(target)


def _copy_database(source: Path, target: Path) -> None:
    """Copy one state of a database that others may be writing to."""
    with closing(sqlite3.connect(source)) as reader, closing(sqlite3.connect(target)) as writer:
        reader.backup(writer, pages=_PAGES_AT_ONCE, sleep=0.01)
    target.chmod(0o600)
    sync_file(target)


def _copy_rest(source: Path, target: Path) -> None:
    _copy_file(source / _SECRET_NAME, target / _SECRET_NAME)
    (target / _SECRET_NAME).chmod(0o600)
    for name in _FOLDERS:
        for path in _list_files(source / name):
            copy = target / path.relative_to(source)
            copy.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # What is deleted on time meanwhile is not missed.
            with suppress(FileNotFoundError):
                _copy_file(path, copy)


def _copy_file(source: Path, target: Path) -> None:
    shutil.copy2(source, target)
    sync_file(target)


def _list_files(folder: Path) -> Sequence[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "incoming" not in path.parts]
