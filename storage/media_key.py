"""The keys of stored pictures and videos: random, one per save, and hostile until checked."""

import re
import secrets

_KEY = re.compile(r"[0-9a-f]{32}\.[a-z0-9]{1,8}", re.ASCII)
_KEY_BYTES = 16


def build_media_key(suffix: str) -> str:
    """Return a new key that ends with `suffix`, which is like `.mp4`; raise `ValueError` for anything else."""
    key = f"{secrets.token_hex(_KEY_BYTES)}{suffix}"
    if not is_media_key(key):
        message = f"not a file suffix: {suffix!r}"
        raise ValueError(message)
    return key


def is_media_key(key: str) -> bool:
    """Tell whether a text has the form of a key."""
    return _KEY.fullmatch(key) is not None
