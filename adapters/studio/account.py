"""Accounts: who a bearer key is, and what is left of its balance."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from adapters.studio.ledger import Ledger
from adapters.studio.prices import UC_PER_CREDIT
from adapters.studio.settings import StudioKey

#: The figure shown as the balance of a key that never runs dry.
UNLIMITED_CREDITS = 1_000_000_000


@dataclass(frozen=True, kw_only=True)
class Account:
    """The holder of one bearer key; `owner` names it on disk without giving the key away."""

    owner: str
    start_uc: int
    is_unlimited: bool


class Accounts:
    """All accounts by key, and their balances."""

    def __init__(self, keys: Iterable[StudioKey], ledger: Ledger) -> None:
        """Know the `keys`; balances are read from `ledger`."""
        self._ledger = ledger
        self._by_digest = {_digest(key.token.get_secret_value()): _build_account(key) for key in keys}

    def find(self, token: str) -> Account | None:
        """Return the account of a bearer token, or None for a token nobody has."""
        return self._by_digest.get(_digest(token))

    def get_remaining_uc(self, account: Account) -> int:
        """Return what the account can still order for."""
        owner = account.owner
        return account.start_uc - self._ledger.get_spent_uc(owner) - self._ledger.get_reserved_uc(owner)

    def get_used_uc(self, account: Account) -> int:
        """Return what the account has spent or reserved."""
        return account.start_uc - self.get_remaining_uc(account)


def _digest(token: str) -> str:
    # Looking a digest up takes a time that says nothing about the key.
    return hashlib.sha256(token.encode(errors="surrogateescape")).hexdigest()


def _build_account(key: StudioKey) -> Account:
    is_unlimited = key.start_credits is None
    credits_at_start = UNLIMITED_CREDITS if key.start_credits is None else key.start_credits
    return Account(
        owner=_digest(key.token.get_secret_value())[:24],
        start_uc=round(credits_at_start * UC_PER_CREDIT),
        is_unlimited=is_unlimited,
    )
