"""Encrypts tokens before they are written to the database. Which tokens there are is not its business."""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

#: Tells an encrypted token from a plain one, so that nothing is encrypted twice.
_MARK = "sealed:"


class TokenCipher:
    """Seals with the newest key and opens with any of them."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """Derive a key from each of `secrets`, newest first."""
        self._fernet = MultiFernet([Fernet(_derive_key(secret)) for secret in secrets])

    def seal(self, token: str | None) -> str | None:
        """Return a token as it may be stored."""
        if token is None or token.startswith(_MARK):
            return token
        return _MARK + self._fernet.encrypt(token.encode()).decode()

    def open(self, stored: str | None) -> str | None:
        """Return a token as it was, or None where none of the keys fits."""
        if stored is None or not stored.startswith(_MARK):
            return stored
        try:
            return self._fernet.decrypt(stored.removeprefix(_MARK)).decode()
        except InvalidToken:
            return None


def _derive_key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest())
