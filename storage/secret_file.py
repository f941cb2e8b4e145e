"""The secret that signs links, kept in one private file. What is signed with it is decided elsewhere."""

import os
import secrets
from pathlib import Path

from bot.disk_faults import translated_disk_errors
from bot.errors import RequestRefused
from bot.messages import storage as messages
from storage.durable_files import sync_folder

SECRET_BYTES = 32


def read_or_create_secret(path: Path) -> bytes:
    """Return the 32 bytes in a file, made from randomness on first use; blocks for a moment.

    Raise `RequestRefused` when the file holds something else.
    """
    with translated_disk_errors():
        if not path.exists():
            _create(path)
        secret = path.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise RequestRefused(messages.secret_damaged(path))
    return secret


def _create(path: Path) -> None:
    """Write the secret under another name first; of two processes that do so at once, the first to link it wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        _link_unless_taken(unfinished, path)
    finally:
        unfinished.unlink()
    sync_folder(path.parent)


def _link_unless_taken(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except FileExistsError:
        return
