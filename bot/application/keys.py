"""Keys of their own for each purpose, all derived from the secret in the data folder."""

import hashlib
import hmac


def derive_key(secret: bytes, *, purpose: str) -> str:
    """Return a secret of its own for one purpose, from which the others cannot be told."""
    return hmac.new(secret, purpose.encode(), hashlib.sha256).hexdigest()


def derive_studio_key(secret: bytes) -> str:
    """Derive the key under which this bot's own studio knows it; it never leaves the machine."""
    return f"sk-{derive_key(secret, purpose='studio key')}"
